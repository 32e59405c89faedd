"""Prose: benign files that are written down: sample settings, documentation, source in ten languages, forms."""

from __future__ import annotations

FORM = """<form method="post" action="/login">
  <label>Password <input type="password" name="password" autocomplete="current-password" required></label>
  <input type="hidden" name="csrf_token" value="{{ csrf_token }}">
  <input type="email" placeholder="user@example.com">
  <input type="tel" placeholder="(___) ___-____">
</form>
"""

_ENV = """# copy to .env and fill in
AWS_ACCESS_KEY_ID=your-access-key-id
AWS_SECRET_ACCESS_KEY=<secret>
DATABASE_URL=postgres://user:password@localhost:5432/app
STRIPE_KEY=sk_live_xxxxxxxxxxxxxxxxxxxxxxxx
GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
SLACK_TOKEN=${SLACK_TOKEN}
SECRET_KEY=changeme
PASSWORD=********
API_KEY=
"""

_DOCS = """# Getting started

Set the two variables; these are the sample values of the issuer's own documentation:

    export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
    export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY

Then clone with `git clone git@github.com:org/repo.git`, or write to user@example.com or help@example.org.
Call the service with `Authorization: Bearer <token>`; a key looks like `sk_test_...` and starts with `ghp_`.
A social security number has the form XXX-XX-XXXX; the number 078-05-1120 was printed on a sample
card in 1938 and is void.
Connect with `mysql://<user>:<password>@<host>/<db>`. The icon is `icon@2x.png`; the package is `@scope/name@1.2.3`.

## Password policy

The password must have twelve characters. The password is never logged. If you forget your password, ask for a new one.
Tokens expire after an hour: `expires_in: 3600`. Secrets are read from the vault, see `vault kv get secret/app`.
"""

_YAML = """database:
  host: localhost
  username: ${DB_USER}
  password: ${DB_PASSWORD}
auth:
  token: "{{ vault_token }}"
  secret: !secret api_secret
  key_file: /etc/app/key.pem
  password_file: /run/secrets/db_password
  api_key: <YOUR_API_KEY>
"""

_COMPOSE = """services:
  db:
    image: postgres:16@sha256:REPLACED_BY_CI
    environment:
      POSTGRES_PASSWORD_FILE: /run/secrets/db
      POSTGRES_USER: ${POSTGRES_USER:-app}
    secrets: [db]
secrets:
  db:
    external: true
"""

_WORKFLOW = """on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          token: ${{ secrets.GITHUB_TOKEN }}
      - run: make publish
        env:
          NPM_TOKEN: ${{ secrets.NPM_TOKEN }}
"""

_PYTHON = """import os
from getpass import getpass


def login(client, username, password=None):
    password = password or os.environ["APP_PASSWORD"] if "APP_PASSWORD" in os.environ else getpass()
    token = client.get_token(username=username, password=password)
    api_key = settings.API_KEY
    secret = secrets.token_urlsafe(32)
    return token, api_key, secret
"""

_JAVASCRIPT = """const password = document.querySelector('#password').value;
const apiKey = process.env.API_KEY;
export const authenticate = async ({ token, secret }) =>
  fetch('/login', { headers: { Authorization: `Bearer ${token}` } });
const PASSWORD_MIN_LENGTH = 12;
"""

_TYPESCRIPT = """\
interface Credentials { username: string; password: string; apiKey?: string; accessToken: string | null }
type SecretKey = keyof Credentials;
export const isPassword = (value: string): boolean => value.length >= 12;
"""

_JAVA = """public final class Login {
    private String password;
    private static final String PASSWORD_KEY = "password";
    public void setPassword(String password) { this.password = password; }
    String token() { return System.getenv("ACCESS_TOKEN"); }
}
"""

_GO = """package login

import "os"

type Config struct {
\tPassword string `json:"password"`
\tAPIKey   string `json:"api_key" env:"API_KEY"`
}

func token() string { return os.Getenv("ACCESS_TOKEN") }
"""

_RUST = """struct Login { password: String, api_key: Option<String> }

fn token() -> Result<String, std::env::VarError> {
    std::env::var("ACCESS_TOKEN")
}
"""

_RUBY = """class Session
  attr_accessor :password, :api_key

  def token
    ENV.fetch("ACCESS_TOKEN")
  end

  validates :password, presence: true, length: { minimum: 12 }
end
"""

_PHP = """<?php
$password = $_POST['password'] ?? '';
$apiKey = getenv('API_KEY');
$dsn = sprintf('mysql:host=%s;dbname=%s', $host, $name);
if (!password_verify($password, $user->password_hash)) { abort(403); }
"""

_CSHARP = """public class Login
{
    public string Password { get; set; }
    private readonly string apiKey = Environment.GetEnvironmentVariable("API_KEY");
    public bool Check(string password) => Hasher.Verify(password, this.Password);
}
"""

_C = """#include <string.h>
#define PASSWORD_MAX 128
struct login { char password[PASSWORD_MAX]; char *token; };
int check(const char *password, const char *secret) { return strcmp(password, secret) == 0; }
"""

_SHELL = """#!/bin/sh
set -eu
read -r -s -p "Password: " PASSWORD
TOKEN="$(vault print token)"
API_KEY="${API_KEY:?set API_KEY first}"
curl -H "Authorization: Bearer ${TOKEN}" -u "$USER:$PASSWORD" https://api.example.com/v1/items
"""

_SQL = """CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    password_hash text NOT NULL,
    ssn_encrypted bytea,
    phone varchar(32)
);
CREATE USER app WITH PASSWORD :'app_password';
"""

_MESSAGES = """{
  "login.password": "Password",
  "login.passwordHint": "At least twelve characters",
  "login.token": "Security token",
  "login.forgot": "Forgot your password?",
  "profile.ssn": "Social security number",
  "profile.phone": "Telephone number",
  "profile.email": "E-mail address",
  "api.key": "API key"
}
"""

_GERMAN = """login.password=Passwort
login.token=Sicherheitsschl\u00fcssel
login.secret=Geheimnis
error.password=Das Passwort ist falsch
profile.iban=IBAN
"""

_TERRAFORM = """variable "db_password" {
  type      = string
  sensitive = true
}

resource "aws_db_instance" "main" {
  password          = var.db_password
  kms_key_id        = aws_kms_key.main.arn
  availability_zone = "eu-central-1a"
}
"""

_ASSETS = """icon@2x.png
logo@3x.webp
@angular/core@17.3.1
https://cdn.example.com/a@1.2.3/index.js
git@github.com:org/repo.git
ssh://git@example.com:2222/org/repo.git
noreply@example.com
user@localhost
"""

FILES = {
    ".env.example": _ENV,
    "docs/getting-started.md": _DOCS,
    "config/app.yaml": _YAML,
    "config/docker-compose.yml": _COMPOSE,
    "config/build.workflow.yml": _WORKFLOW,
    "config/main.tf": _TERRAFORM,
    "source/login.py": _PYTHON,
    "source/login.js": _JAVASCRIPT,
    "source/login.ts": _TYPESCRIPT,
    "source/Login.java": _JAVA,
    "source/login.go": _GO,
    "source/login.rs": _RUST,
    "source/login.rb": _RUBY,
    "source/login.php": _PHP,
    "source/Login.cs": _CSHARP,
    "source/login.c": _C,
    "source/login.sh": _SHELL,
    "source/schema.sql": _SQL,
    "i18n/en.json": _MESSAGES,
    "i18n/de.properties": _GERMAN,
    "web/login.html": FORM,
    "lists/assets.txt": _ASSETS,
}
