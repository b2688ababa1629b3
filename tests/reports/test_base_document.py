"""An administrator may put styles and a letterhead below the Word files of reports, and nothing else with them."""

import re
import zipfile
from functools import cache
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from docx.shared import Mm, Pt

from accounts.models import Event
from office import pictures
from office.base_document import check
from office.documents import STYLES, draw_docx, plain_base
from office.models import StoredFile
from reports import jobs
from reports.models import BaseDocument
from tests.office.test_documents import BLOCKS, PICTURE, SHELL, text
from tests.office.uploads import upload
from tests.reports.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands", "drawn_anew")]
ADDRESS = "/manage/report-letterhead/"


def saved(document):
    content = BytesIO()
    document.save(content)
    return content.getvalue()


@cache
def own(change=lambda document: None):
    """A file made of the built-in one in Word: another size of letters, a letterhead with a picture, an address below. Made once:
    a file carries the second in which it was packed."""
    document = Document(BytesIO(plain_base()))
    document.styles["Body Text"].font.size = Pt(13)
    section = document.sections[0]
    section.header.paragraphs[0].add_run("VĂN PHÒNG BỘ").add_picture(BytesIO(pictures.png(PICTURE)), width=Mm(20))
    section.footer.paragraphs[0].text = "Số 1 Tôn Thất Đàm"
    document.add_paragraph("Thân bài không được lấy. ").add_run().add_picture(BytesIO(pictures.png(PICTURE)), width=Mm(20))
    change(document)
    return saved(document)


def with_part(content, name, data):
    made = BytesIO(content)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(name, data)
    return made.getvalue()


def _field(document):
    document.sections[0].header.paragraphs[0]._p.append(OxmlElement("w:fldSimple"))
    document.sections[0].header.paragraphs[0]._p[-1].set(qn("w:instr"), "INCLUDETEXT c:\\\\secret.docx")


def _outside(document):
    document.sections[0].header.part.relate_to("https://elsewhere.example/x.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)


def _template(document):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    document.part._settings_part.relate_to("https://elsewhere.example/x.dotm", kind, is_external=True)


def _changed(document):
    document.sections[0].footer.paragraphs[0]._p.append(OxmlElement("w:ins"))


def _other_kind(document):
    document.styles["Note"].element.set(qn("w:type"), "character")


def _header_with(inner):
    """Into the paragraph of the header, as a file says it: the library would write it in its own manner."""

    def content():
        return with_text(own(), "word/header1.xml", "</w:p>", f"{inner}</w:p>")

    return content


def with_text(content, name, old, new):
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(made, "w") as target:
        assert old.encode() in source.read(name)
        for part in source.namelist():
            data = source.read(part)
            if part == name:
                data = data.replace(old.encode(), new.encode(), 1)
            target.writestr(part, data)
    return made.getvalue()


def _relation(rest):
    kind = RELATIONSHIP_TYPE.IMAGE
    return lambda: with_text(
        own(), "word/_rels/header1.xml.rels", "</Relationships>", f'<Relationship Id="rId77" Type="{kind}" {rest}/></Relationships>'
    )


def field(*pieces, inside=""):
    """A complex field, its instruction in as many runs."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in pieces)
    return f"{mark('begin')}{inside}{runs}{mark('separate')}<w:r><w:t>1</w:t></w:r>{mark('end')}"


def _named_otherwise():
    """A header whose part does not have the name that Word would give it."""
    content = own(_field)
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        content = with_text(content, name, "header1.xml", "kopf.xml")
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(made, "w") as target:
        for part in source.namelist():
            target.writestr(part.replace("header1", "kopf"), source.read(part))
    return made.getvalue()


ELSEWHERE = "http://elsewhere.example/p.png"
PICTURE_FIELD = f'INCLUDEPICTURE "{ELSEWHERE}" \\d'
FIELD, OUTSIDE = "trường (field)", "bên ngoài tệp"
OTHERWISE_WRITTEN = {
    "mode in single quotes": (_relation(f"Target='{ELSEWHERE}' TargetMode='External'"), OUTSIDE),
    "mode with blanks": (_relation(f'Target="{ELSEWHERE}" TargetMode = "External"'), OUTSIDE),
    "mode by reference": (_relation(f'Target="{ELSEWHERE}" TargetMode="&#69;xternal"'), OUTSIDE),
    "relations of a header that is not there": (
        lambda: with_part(own(), "word/_rels/header9.xml.rels", f"<Relationships><Relationship Id='a' Target='{ELSEWHERE}' TargetMode='External'/></Relationships>"),
        OUTSIDE,
    ),
    "drawing without relation": (
        _header_with(f"<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:imagedata src='{ELSEWHERE}'/></v:shape></w:pict></w:r>"),
        OUTSIDE,
    ),
    "simple field in single quotes": (_header_with(f"<w:fldSimple w:instr='{PICTURE_FIELD}'/>"), FIELD),
    "simple field by reference": (_header_with('<w:fldSimple w:instr="&#73;NCLUDEPICTURE x"/>'), FIELD),
    "simple field with blanks": (_header_with('<w:fldSimple w:instr = "INCLUDEPICTURE x"/>'), FIELD),
    "field by another prefix": (
        _header_with(f'<w:r><x:instrText xmlns:x="{nsmap["w"]}">{PICTURE_FIELD}</x:instrText></w:r>'), FIELD
    ),
    "field by reference": (_header_with(field("&#73;NCLUDEPICTURE x")), FIELD),
    "field after a blank": (_header_with(field(" ", f'<![CDATA[{PICTURE_FIELD}]]>')), FIELD),
    "field after a comment": (_header_with(field("<!-- -->INCLUDEPICTURE x")), FIELD),
    "field in pieces": (_header_with(field("", "&#73;NCLUDE", "&#80;ICTURE x")), FIELD),
    "field behind another": (_header_with(field(PICTURE_FIELD, inside=field("PAGE"))), FIELD),
    "field that begins like a number": (_header_with(field("PAGE", "REF x")), FIELD),
    "field without an end": (_header_with(field("&#73;NCLUDETEXT x").rpartition("<w:r>")[0]), FIELD),
    "changes by another prefix": (_header_with(f'<x:ins xmlns:x="{nsmap["w"]}"/>'), "chưa được chấp nhận"),
    "header of another name": (_named_otherwise, FIELD),
    "part that is no XML": (lambda: with_part(own(), "word/theme/theme9.xml", "<a:theme"), "Không mở được"),
    "part with another alphabet": (
        lambda: with_part(own(), "customXml/item1.xml", '<?xml version="1.0" encoding="UTF-7"?><a/>'), "Không mở được"
    ),
}  # fmt: skip
HARMLESS = {
    "number of the page": field(" PAGE "),
    "number in pieces": field(" PA", "GE  ", "\\* MERGEFORMAT "),
    "number in single quotes": "<w:fldSimple w:instr=' NUMPAGES \\* Arabic '><w:r><w:t>2</w:t></w:r></w:fldSimple>",
    "page of pages": f"{field('page')}<w:r><w:t>/</w:t></w:r>{field('SECTIONPAGES')}",
    "pages without the cover": field(" = ", " - 1", inside=field("NUMPAGES")),
    "words that name a field": "<w:r><w:t>INCLUDEPICTURE TargetMode='External'</w:t></w:r>",
    "link within": '<w:hyperlink w:anchor="_top"><w:r><w:t>Đầu trang</w:t></w:r></w:hyperlink>',
    "drawing with a way within": "<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml' href='#top'/></w:pict></w:r>",
}
REFUSED = {
    "field": (lambda: own(_field), "trường (field)"),
    "picture from outside": (lambda: own(_outside), "tải mẫu hoặc thành phần khác từ mạng"),
    "template from outside": (lambda: own(_template), "tải mẫu hoặc thành phần khác từ mạng"),
    "changes": (lambda: own(_changed), "chưa được chấp nhận"),
    "object": (lambda: with_part(own(), "word/embeddings/oleObject1.bin", b"x"), "đối tượng của chương trình khác"),
    "another kind of style": (lambda: own(_other_kind), "Note"),
    "macro": (lambda: with_part(own(), "word/vbaProject.bin", b"x"), "macro"),
    "no document": (lambda: b"PK\x03\x04 nothing", "hỏng"),
    "a text": (lambda: b"%PDF-1.4 %%EOF", "không đúng"),
}


class TestTheFile:
    @pytest.mark.parametrize("what", HARMLESS)
    def test_what_a_letterhead_may_hold_is_taken(self, what):
        assert check(_header_with(HARMLESS[what])(), STYLES).has_head

    @pytest.mark.parametrize("why", OTHERWISE_WRITTEN)
    def test_what_is_refused_is_refused_however_it_is_written(self, why):
        made, words = OTHERWISE_WRITTEN[why]
        with pytest.raises(ValidationError, match=re.escape(words)):
            check(made(), STYLES)

    def test_its_styles_header_and_footer_are_used_and_its_text_is_left_behind(self):
        content = draw_docx(BLOCKS, SHELL, own())
        document = Document(BytesIO(content))
        first, other = document.sections[0], document.sections[1]
        assert document.styles["Body Text"].font.size == Pt(13)
        assert [line.text for line in first.first_page_header.paragraphs] == ["DỰ THẢO\t\tSố liệu minh họa", "VĂN PHÒNG BỘ"]
        assert "VĂN PHÒNG BỘ" not in other.header._element.xml
        assert first.first_page_footer.paragraphs[0].text == first.footer.paragraphs[0].text == "Số 1 Tôn Thất Đàm"
        assert "Thân bài" not in text(document)
        assert [round(side.mm) for side in (first.page_width, first.page_height, first.left_margin)] == [210, 297, 30]
        assert [rel.reltype for rel in first.first_page_header.part.rels.values()] == [RELATIONSHIP_TYPE.IMAGE]
        assert content == draw_docx(BLOCKS, SHELL, own.__wrapped__())

    def test_a_foreign_file_gives_what_it_has_and_the_rest_is_ours(self):
        document = Document(BytesIO(draw_docx(BLOCKS, SHELL, saved(Document()))))
        assert {"Note", "Annex Title", "Table Text", "Rule"} <= {style.name for style in document.styles}
        assert document.styles["Heading 1"].font.color.rgb is not None
        assert not list(document.styles.element.iter(qn("w:numPr")))

    def test_the_built_in_one_given_back_draws_what_the_built_in_one_draws(self):
        plain, back = (Document(BytesIO(draw_docx(BLOCKS, SHELL, base))) for base in (b"", plain_base()))
        for name in STYLES:
            assert plain.styles[name].element.xml == back.styles[name].element.xml
        assert text(plain) == text(back)


class TestThePage:
    @pytest.mark.parametrize("why", REFUSED)
    def test_what_could_run_lead_outside_or_fill_itself_is_refused_with_its_reason(self, signed_in, administrator, why):
        made, words = REFUSED[why]
        answer = signed_in(administrator).post(ADDRESS, {"file": upload("nen.docx", made())})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert (BaseDocument.objects.count(), StoredFile.objects.count()) == (0, 0)

    def test_it_is_replaced_taken_along_and_given_up_and_history_tells_it(self, signed_in, administrator):
        browser = signed_in(administrator)
        assert browser.post(ADDRESS, {"file": upload("nen.docx", own())}).status_code == 302
        assert "nen.docx" in browser.get(ADDRESS).content.decode()
        assert browser.get(f"{ADDRESS}current.docx").content == own()
        again = browser.post(ADDRESS, {"file": upload("nen.docx", own())})
        assert "đang được sử dụng" in again.content.decode()
        assert browser.post(f"{ADDRESS}drop/").status_code == 302
        assert BaseDocument.objects.current() is None
        assert browser.get(f"{ADDRESS}current.docx").status_code == 404
        assert Document(BytesIO(browser.get(f"{ADDRESS}built-in.docx").content)).styles["Body Text"].font.size == Pt(14)
        assert list(Event.objects.filter(verb__startswith="reports.base").order_by("id").values_list("verb", flat=True)) == [
            "reports.base_replaced",
            "reports.base_dropped",
        ]

    def test_nobody_else_knows_of_it(self, signed_in, secretariat, auditor):
        for person in (secretariat, auditor):
            assert signed_in(person).get(ADDRESS).status_code == 404
            assert signed_in(person).post(ADDRESS, {"file": upload("nen.docx", own())}).status_code == 404

    @pytest.mark.both
    def test_only_one_is_in_use(self, administrator):
        file = StoredFile.objects.create(content="x", name="a.docx", kind="docx", size=1, sha256="0", stored_at=NOW)
        BaseDocument.objects.create(file=file, by=administrator, at=NOW)
        with pytest.raises(IntegrityError):
            BaseDocument.objects.create(file=file, by=administrator, at=NOW)


def test_a_report_is_drawn_on_what_was_in_use_when_it_was_compiled(signed_in, administrator, compiled, asked, media):
    before = compiled()
    signed_in(administrator).post(ADDRESS, {"file": upload("nen.docx", own())})
    again, created = asked()
    assert (created, again.revision) == (True, 2)  # the file below is one of the inputs
    jobs.compile_progress_report(again.run_id)
    again.refresh_from_db()
    signed_in(administrator).post(f"{ADDRESS}drop/")
    sizes = {}
    for report in (before, again):
        document = Document(BytesIO((media / report.files.get(kind="docx").file.name).read_bytes()))
        sizes[report.revision] = document.styles["Body Text"].font.size.pt
    assert sizes == {1: 14, 2: 13}
    assert (before.figures["base"], again.figures["base"]) == ("", StoredFile.objects.get().sha256)
