"""A report as one HTML file that needs nothing else: to be kept, sent or printed when the application is not at hand.

It has the form of the other files and no script; links lead back to the application only where its address is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.folding import clean
from office import blocks as shapes
from office import decree, pictures, widths
from office.blocks import Annex, Block, Cell, Heading, Items, Paragraph, Picture, Table, Text
from office.shell import Shell

STYLE = mark_safe(
    "body{font:1rem/1.5 Tinos,'Times New Roman',serif;color:#000;background:#fff;max-width:60rem;margin:auto;padding:1rem}"
    "header{display:flex;flex-wrap:wrap;gap:1rem;justify-content:space-around;text-align:center}header p,footer p{margin:0}"
    "h1,.centre{text-align:center}h1{font-size:1.1rem}h2{font-size:1.05rem}h3,h4{font-size:1rem}a{color:inherit}"
    "p,li{text-align:justify}.note{font-style:italic}.note,.left{text-align:left}table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "caption{font-weight:bold;padding:.25rem}th,td{border:1px solid #000;padding:.25rem .4rem;text-align:left;vertical-align:top}"
    ".n{text-align:right}.box{overflow-x:auto}svg{max-width:100%;height:auto}figure{margin:1rem 0}"
    "figcaption{font-weight:bold;text-align:center}"
    "footer{display:flex;flex-wrap:wrap;gap:2rem;justify-content:space-between;margin-top:2rem}"
    "@media print{@page{size:A4;margin:20mm 20mm 20mm 30mm}body{padding:0}tr{break-inside:avoid}thead{display:table-header-group}"
    ".annex{break-before:page}}"
)
PAGE = (
    '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    "<title>{}</title><style>{}</style></head>\n<body>\n<main>\n{}\n{}\n{}\n{}\n</main>\n</body></html>\n"
)


def draw_html(blocks: Sequence[Block], shell: Shell) -> bytes:
    words = decree.words_of(shell)
    title = f"{clean(shell.title)} {clean(shell.abstract)}".replace("\n", " ")
    body = _joined(_block(block, shell) for block in blocks if not isinstance(block, Annex))
    annexes = _joined(_annex(block, shell) for block in blocks if isinstance(block, Annex))
    return format_html(PAGE, words.locale.partition("-")[0], title, STYLE, _head(shell), body, _closing(shell), annexes).encode()


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("\n", "{}", ((part,) for part in parts))


def _head(shell: Shell) -> SafeString:
    words = decree.words_of(shell)
    above = format_html("<p>{}</p>", clean(shell.agency_above.upper())) if shell.agency_above else ""
    addressee = format_html('\n<p class="centre">{}</p>', decree.addressee(shell)) if shell.addressee else ""
    return format_html(
        '<p class="left"><strong>{}</strong>{}</p>\n'
        "<header><div>{}<p><strong>{}</strong></p><p>{}</p></div><div><p><strong>{}</strong></p><p><strong>{}</strong></p><p><em>{}</em></p></div></header>\n"
        "<h1>{}<br>{}</h1>{}",
        words.draft, format_html(" · <em>{}</em>", words.demo) if shell.demo else "",
        above, clean(shell.agency.upper()), decree.number_line(shell), words.nation, words.motto, decree.day_line(shell),
        _text(shell.title), _text(shell.abstract), addressee,
    )  # fmt: skip


def _closing(shell: Shell) -> SafeString:
    lines = format_html_join("", "<p>{}</p>", ((line,) for line in decree.recipients(shell)))
    parties = (shell.signer, shell.other_signer) if shell.other_signer else ()
    both = format_html_join("", '<p class="centre"><strong>{}</strong></p>', ((_text(party),) for party in parties))
    return format_html(
        '{}<footer><div><p><strong><em>{}</em></strong></p>{}</div><p class="centre"><strong>{}</strong></p></footer>',
        format_html("<footer>{}</footer>", both) if both else "",
        decree.words_of(shell).recipients,
        lines,
        "" if both else _text(shell.signer),
    )


def _annex(annex: Annex, shell: Shell) -> SafeString:
    words = decree.words_of(shell)
    return format_html(
        '<section class="annex"><h2 class="centre">{} {}<br>{}</h2>\n<p class="centre"><em>{}</em></p>\n{}</section>',
        words.annex,
        clean(annex.number),
        _text(annex.title),
        decree.attached(shell),
        _joined(_block(block, shell) for block in annex.blocks),
    )


def _block(block: Block, shell: Shell) -> SafeString:
    if isinstance(block, Heading):
        return format_html("<h{}>{}</h{}>", block.level + 1, _text(block.text), block.level + 1)
    if isinstance(block, Paragraph):
        return format_html("<p{}>{}</p>", mark_safe(' class="note"') if block.kind == "note" else "", _line(block.parts, shell))
    if isinstance(block, Items):
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_line(item, shell),) for item in block.items)))
    if isinstance(block, Picture):
        drawing = pictures.svg(block, literal=True)  # its words are those of `alt`
        return format_html("<figure><figcaption>{}</figcaption>{}</figure>", clean(block.caption), drawing)
    if isinstance(block, Table):
        return _table(block, shell)
    raise TypeError(f"An annex cannot hold {type(block).__name__}.")


def _table(table: Table, shell: Shell) -> SafeString:
    caption = format_html("<caption>{}</caption>", clean(table.caption)) if table.caption else ""
    head = format_html_join("", '<th scope="col">{}</th>', ((clean(column.label),) for column in table.columns))
    for line in table.rows:
        widths.must_fit(table, line)
    lines = []
    for row in shapes.rows(table):
        if row.group:
            said = format_html_join(" ", "{}", ((_piece(cell.text, shell),) for cell in row.cells))
            lines.append(format_html('<tr><th scope="colgroup" colspan="{}">{}</th></tr>', len(table.columns), said))
        else:
            lines.append(format_html("<tr>{}</tr>", format_html_join("", "{}", ((_cell(cell, shell),) for cell in row.cells))))
    return format_html(
        '<div class="box"><table>{}<thead><tr>{}</tr></thead>\n<tbody>{}</tbody></table></div>', caption, head, _joined(lines)
    )


def _cell(cell: Cell, shell: Shell) -> SafeString:
    if cell.header:
        return format_html('<th scope="row">{}</th>', _piece(cell.text, shell))
    return format_html("<td{}>{}</td>", mark_safe(' class="n"') if cell.numeric else "", _piece(cell.text, shell))


def _line(parts: Sequence[Text], shell: Shell) -> SafeString:
    return format_html_join("", "{}", ((_piece(part, shell),) for part in parts))


def _piece(part: Text, shell: Shell) -> SafeString:
    said = _text(part.text)
    if shell.address and part.path:
        said = format_html('<a href="{}{}">{}</a>', shell.address.rstrip("/"), part.path, said)
    return format_html("<strong>{}</strong>", said) if part.bold else said


def _text(text: str) -> SafeString:
    return linebreaksbr(clean(text))
