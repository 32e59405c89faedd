"""Genetic files: variants, aligned reads, raw reads and the raw data that firms give their customers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.classes.base import Classed, View

_TEXTS = frozenset({"text/plain", "text/csv", "text/tab-separated-values", "text/x-vcf"})
_BINARY = frozenset({"application/x-bam", "application/x-bcf", "application/x-cram", "application/octet-stream"})

_HEADER = re.compile(
    rb"^#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO(?:\tFORMAT((?:\t[^\t\r\n]{1,200})*))?", re.MULTILINE
)
_SAMPLE = re.compile(rb"^@RG\t[^\n]{0,400}?\bSM:([^\t\r\n]{1,100})", re.MULTILINE)
#: Lengths of the first chromosome of man in GRCh38, GRCh37 and NCBI36. Source: https://www.ncbi.nlm.nih.gov/grc/human/data
_HUMAN = (b"248956422", b"249250621", b"247249719", b"GRCh3", b"hg19", b"hg38", b"hs37d5")
#: FASTQ (https://doi.org/10.1093/nar/gkp1137): name, bases, plus, as many qualities.
_READ = re.compile(
    rb"@[^\r\n]{1,300}\r?\n([ACGTUNacgtun.]{4,1000})\r?\n\+[^\r\n]{0,300}\r?\n([!-~]{4,1000})(?:\r?\n|\Z)"
)
#: Rows of raw data: 23andMe and FamilyTreeDNA give a genotype, AncestryDNA two alleles.
_ROW = re.compile(
    rb"^\"?(?:rs|i|kgp|VG)\d{2,12}\"?[,\t]\"?(?:[1-9]|1\d|2[0-6]|X|Y|XY|MT|M)\"?[,\t]\"?\d{1,10}\"?[,\t]\"?[ACGTDI0-]{1,2}\"?(?:[,\t][ACGTDI0-])?\"?\r?$",
    re.MULTILINE,
)
_FIRMS = (
    (b"23andMe", "23andme"),
    (b"AncestryDNA", "ancestry"),
    (b"MyHeritage", "myheritage"),
    (b"RSID,CHROMOSOME,POSITION,RESULT", "ftdna"),
)
_READS, _ROWS = 2, 5
_PLINK = b"\x6c\x1b\x01"


class Genetic:
    """Classifier of genetic files; counts samples where the head names them, else reads or positions."""

    types = _TEXTS | _BINARY

    def wants(self, media_type: str, head: bytes) -> bool:
        if media_type in _BINARY:
            return media_type != "application/octet-stream" or head.startswith(_PLINK)
        return head[:1] == b"@" or head[:2] in {b"##", b"rs", b"RS", b"# ", b"#A", b"#r", b'"r'}

    def classify(self, view: View) -> Iterator[Classed]:
        if view.head.startswith(b"##fileformat=VCF"):
            yield self._variants(view)
        elif view.media_type in _BINARY:
            yield self._binary(view)
        elif view.head.startswith(b"@"):
            yield from self._reads(view)
        else:
            yield from self._raw(view)

    def _variants(self, view: View) -> Classed:
        header = _HEADER.search(view.head)
        samples = header[1].count(b"\t") if header is not None and header[1] else None
        human = any(mark in view.head for mark in _HUMAN)
        evidence = ("head:VCF", *(("human",) if human else ()), *(("samples",) if samples else ()))
        confidence = 0.97 if samples and human else 0.9 if samples else 0.5  # without samples: a list of known variants
        return Classed("genetic.vcf", "genome.vcf", confidence, evidence, samples)

    def _binary(self, view: View) -> Classed:
        samples = len(set(_SAMPLE.findall(view.head))) or None
        if view.media_type == "application/x-bcf":
            return Classed("genetic.vcf", "genome.bcf", 0.9, ("magic",), None)
        if view.media_type == "application/octet-stream":
            return Classed("genetic.array_genotype", "genome.plink", 0.8, ("magic",), None)
        human = any(mark in view.head for mark in _HUMAN)
        evidence = ("magic", *(("human",) if human else ()), *(("samples",) if samples else ()))
        return Classed("genetic.bam_cram", "genome.alignment", 0.97 if human or samples else 0.9, evidence, samples)

    def _reads(self, view: View) -> Iterator[Classed]:
        if view.head.startswith((b"@HD\tVN:", b"@SQ\tSN:", b"@RG\tID:")):
            samples = len(set(_SAMPLE.findall(view.head))) or None
            yield Classed("genetic.bam_cram", "genome.alignment", 0.95, ("head:SAM",), samples)
            return
        at, reads = 0, 0
        while (read := _READ.match(view.head, at)) is not None and len(read[1]) == len(read[2]):
            at, reads = read.end(), reads + 1
        if reads >= _READS or (reads and at == len(view.head)):
            yield Classed("genetic.fastq", "genome.fastq", 0.95, view.said("four-lines"), reads)

    def _raw(self, view: View) -> Iterator[Classed]:
        rows = len(_ROW.findall(view.head))
        if rows < _ROWS:
            return
        rows += len(_ROW.findall(view.tail))
        firm = next((name for mark, name in _FIRMS if mark in view.start), "")
        evidence = ("rows", f"firm:{firm}") if firm else ("rows",)
        yield Classed("genetic.array_genotype", "genome.raw-data", 0.97 if firm else 0.9, view.said(*evidence), rows)
