"""Infra: a bare repository with Terraform state, a kubeconfig and a pipeline with a token."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from parts.der import pem
from parts.git import Stream, blob_id, create
from parts.keys import CLIENT_AUTH, Subject, certificate, ec_key
from parts.ledger import VENDOR, GitHold, Ledger
from parts.secrets import azure_storage, digitalocean, gitlab, jwt, password

if TYPE_CHECKING:
    from random import Random

    from parts.people import Employee

REPO = f"{VENDOR}/repos/infra.git"


def write(ledger: Ledger, authors: list[Employee]) -> None:
    """Write `repos/infra.git/`."""
    rng = ledger.rng("infra")
    folder = ledger.out / REPO
    create(folder, bare=True)
    stream = Stream()
    who = [f"{author.name} <{author.email}>" for author in authors[1:3]]
    state, kube, pipeline = _state(rng), _kubeconfig(rng), _pipeline(rng)
    stream.commit(
        who[0], "network: first cut\n", {"main.tf": _main(), "README.md": "# infra\n\nTerraform for production.\n"}
    )
    stream.commit(who[1], "state: local for now\n", {"terraform.tfstate": state})
    stream.commit(who[0], "cluster access\n", {"kube/config": kube})
    stream.commit(who[1], "pipeline\n", {".gitlab-ci.yml": pipeline})
    stream.load(folder)
    ledger.git(GitHold(REPO, "code.source_repo", "", in_head=True, where="repository", oid="", what="bare repository"))
    ledger.git(GitHold(REPO, "person.email", "", in_head=True, where="author", oid="", what="commit authors", count=2))
    for kind, path, text, what in (
        ("infra.iac_state", "terraform.tfstate", state, "Terraform state"),
        ("cred.password", "terraform.tfstate", state, "database password"),
        ("cred.cloud_key", "terraform.tfstate", state, "Azure storage connection string"),
        ("infra.kubeconfig", "kube/config", kube, "kubeconfig"),
        ("cred.private_key", "kube/config", kube, "client key in base64"),
        ("cred.bearer", "kube/config", kube, "service account token (JWT)"),
        ("code.ci_config", ".gitlab-ci.yml", pipeline, "pipeline"),
        ("cred.ci_token", ".gitlab-ci.yml", pipeline, "GitLab token"),
        ("cred.cloud_key", ".gitlab-ci.yml", pipeline, "DigitalOcean token"),
    ):
        ledger.git(GitHold(REPO, kind, path, in_head=True, where="history", oid=blob_id(text), what=what))


def _main() -> str:
    return (
        'resource "aws_vpc" "prod" {\n  cidr_block = "10.20.0.0/16"\n}\n\n'
        'resource "aws_db_instance" "matching" {\n  engine   = "postgres"\n  username = "matching_rw"\n'
        '  password = var.db_password\n}\n'
    )


def _state(rng: Random) -> str:
    database = {
        "mode": "managed",
        "type": "aws_db_instance",
        "name": "matching",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [
            {
                "schema_version": 2,
                "attributes": {
                    "address": "matching.prod.talentbridge-hq.com",
                    "engine": "postgres",
                    "username": "matching_rw",
                    "password": password(rng),
                    "port": 5432,
                    "vpc_security_group_ids": ["sg-" + rng.randbytes(8).hex()],
                },
            }
        ],
    }
    media = {
        "mode": "managed",
        "type": "azurerm_storage_account",
        "name": "media",
        "provider": 'provider["registry.terraform.io/hashicorp/azurerm"]',
        "instances": [{"schema_version": 4, "attributes": {"primary_connection_string": azure_storage(rng)}}],
    }
    state = {
        "version": 4,
        "terraform_version": "1.7.5",
        "serial": 41,
        "lineage": str(_uuid(rng)),
        "outputs": {},
        "resources": [database, media],
    }
    return json.dumps(state, indent=2) + "\n"


def _uuid(rng: Random) -> str:
    text = rng.randbytes(16).hex()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def _kubeconfig(rng: Random) -> str:
    key, signer = ec_key(rng), ec_key(rng)
    made = pem(
        "CERTIFICATE",
        certificate(
            rng, Subject("kube-admin", "2025-01-01", "2030-01-01", usages=(CLIENT_AUTH,)), key, "kubernetes", signer
        ),
    )
    root = pem(
        "CERTIFICATE",
        certificate(
            rng, Subject("kubernetes", "2024-01-01", "2034-01-01", authority=True), signer, "kubernetes", signer
        ),
    )
    return f"""apiVersion: v1
kind: Config
clusters:
- name: prod
  cluster:
    server: https://10.20.4.11:6443
    certificate-authority-data: {_packed(root)}
contexts:
- name: prod
  context:
    cluster: prod
    user: admin
current-context: prod
users:
- name: admin
  user:
    client-certificate-data: {_packed(made)}
    client-key-data: {_packed(key.sec1())}
- name: deployer
  user:
    token: {jwt(rng)}
"""


def _packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _pipeline(rng: Random) -> str:
    return f"""stages: [plan, apply]

variables:
  GITLAB_TOKEN: "{gitlab(rng)}"
  DIGITALOCEAN_ACCESS_TOKEN: {digitalocean(rng)}
  TF_VAR_db_password: $DB_PASSWORD

plan:
  stage: plan
  script:
    - terraform plan -out plan.bin
"""
