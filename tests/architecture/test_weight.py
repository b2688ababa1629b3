"""What a web process carries before its first request."""

import json
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

HEAVY = ["numpy", "docx", "xlsxwriter", "typst", "openpyxl", "holidays"]
STARTED = """
import json, sys
from config.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
print(json.dumps([name for name in sys.argv[1:] if name in sys.modules]))
"""


def carried(program, tmp_path):
    told = os.environ | {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run([sys.executable, "-c", program, *HEAVY], cwd=PROJECT, env=told, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_web_process_starts_without_what_only_draws_files_and_futures(tmp_path):
    assert carried(STARTED, tmp_path) == []


def test_what_is_loaded_would_be_seen(tmp_path):
    assert carried("import numpy\n" + STARTED, tmp_path) == ["numpy"]
