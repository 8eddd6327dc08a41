"""A small assessment whose every word stands here, so that what is printed from it changes only with the printing."""

from __future__ import annotations

from typing import Any


def pair(told: Any, proven: Any) -> dict[str, Any]:
    return {"told": told, "proven": proven}


def both(en: str, fr: str) -> dict[str, str]:
    return {"en": en, "fr": fr}


def question(id: str, domain: str, *, gap: tuple[float, float], status: str = "answered", knock_out: bool = False) -> dict[str, Any]:
    return {
        "id": id,
        "domain": domain,
        "module": None,
        "text": both(f"Is {id} in place?", f"Existe-t-il {id} ?"),
        "weight": 5,
        "knock_out": knock_out,
        "status": status,
        "gap": pair(*gap),
        "evidence": [],
    }


def finding(id: str, severity: str, loss: tuple[float, float], *, rule: str | None = None) -> dict[str, Any]:
    return {
        "id": id,
        "basis": "rule" if rule else "stated",
        "question": None if rule else id,
        "rule": rule,
        "domain": "data_security",
        "severity": severity,
        "loss": pair(*loss),
        "title": both(f"Weak point {id}", f"Point faible {id}"),
        "remediation": both(f"Repair {id} within 30 days.", f"Réparer {id} sous 30 jours."),
        "references": [],
        "effort": 2,
    }


def request(id: str, basis: str, severity: str, loss: tuple[float, float], *, rule: str | None = None) -> dict[str, Any]:
    en, fr = {
        "not_proven": ("Not shown: ", "Non démontré : "),
        "open": ("Not answered: ", "Sans réponse : "),
        "possible": ("Cannot be excluded: ", "Ne peut être exclu : "),
    }[basis]
    return {
        "id": id,
        "basis": basis,
        "question": None if rule else id,
        "rule": rule,
        "domain": "ip_protection",
        "severity": severity,
        "loss": pair(*loss),
        "title": both(f"{en}is {id} in place?", f"{fr}existe-t-il {id} ?"),
        "evidence_wanted": [
            {"kind": "policy", "text": both("Signed policy", "Politique signée")},
            {"kind": "log", "text": both("Access log", "Journal des accès")},
        ],
    }


def rule(id: str, outcome: str, floor: str | None, *because: str) -> dict[str, Any]:
    return {
        "id": id,
        "domain": "ip_protection",
        "module": None,
        "outcome": outcome,
        "floor": floor,
        "severity": floor or "minor",
        "because": [{"question": name, "value": None} for name in because],
        "waiver": None,
    }


def domain(id: str, title: dict[str, str], weight: int, residual: tuple[float, float], points: tuple[float, float]) -> dict[str, Any]:
    return {
        "id": id,
        "title": title,
        "weight": weight,
        "inherent": pair(0.8, 0.8),
        "residual": pair(*residual),
        "gap": pair(0.2, 0.5),
        "contribution": pair(*points),
    }


def assessment(**parts: Any) -> dict[str, Any]:
    """A vendor at 19.4 as told and 37.0 as proven; `parts` replace whole parts of the document."""
    made: dict[str, Any] = {
        "format": "kporisk.assessment/1",
        "as_of": "2026-11-24",
        "answered_on": "2026-11-20",
        "vendor": {"id": "acme-research", "name": "Acme Research Pvt Ltd"},
        "engagement": {
            "service_types": ["rnd", "legal"],
            "relation": "third_party",
            "client_country": "FR",
            "vendor_country": "IN",
            "delivery_countries": ["IN"],
            "contract_stage": "negotiating",
        },
        "declared": True,
        "depth": "standard",
        "score": pair(19.4, 37.0),
        "tier": {"told": "moderate", "proven": "high", "decided": False, "without_waivers": pair("moderate", "high")},
        "thresholds": {"moderate": 15, "high": 30, "critical": 50},
        "recommendation": "remediate_first",
        "inherent": {"score": pair(61.2, 66.4)},
        "coverage": {
            "asked": 40,
            "answered": 36,
            "open": 3,
            "not_applicable": 1,
            "not_asked": 60,
            "knock_outs_asked": 9,
            "knock_outs_answered": 8,
        },
        "proof": {},
        "domains": [
            domain("ip_protection", both("Intellectual property", "Propriété intellectuelle"), 25, (0.22, 0.41), (12.0, 22.5)),
            domain("data_security", both("Data security", "Sécurité des données"), 25, (0.15, 0.3), (6.4, 11.25)),
            domain("workforce_impact", both("Workforce impact", "Effets sur le personnel"), 5, (0.1, 0.1), (1.0, 3.25)),
        ],
        "questions": [
            question("nda", "ip_protection", gap=(0.0, 1.0), status="open", knock_out=True),
            question("walls", "ip_protection", gap=(0.0, 1.0), status="open", knock_out=True),
            question("assignments", "ip_protection", gap=(0.0, 0.4)),
            question("logs", "data_security", gap=(0.0, 0.4)),
            *(question(f"weak{n}", "data_security", gap=(0.6, 0.7)) for n in range(1, 7)),
        ],
        "rules": [
            rule("ko-nda", "possible", "critical", "nda"),
            rule("open-laptops", "fires", "high", "weak1"),
            rule("tired", "clear", None, "logs"),
        ],
        "findings": [finding("laptops", "high", (2.4, 2.6), rule="open-laptops")]
        + [finding(f"weak{n}", "major" if n < 3 else "minor", (2.0 / n, 2.1 / n)) for n in range(1, 7)],
        "requests": [
            request("nda", "possible", "critical", (0.0, 3.0), rule="ko-nda"),
            request("walls", "open", "major", (0.0, 4.0)),
            request("assignments", "not_proven", "minor", (0.5, 1.0)),
            request("logs", "not_proven", "minor", (0.5, 2.25)),
        ],
        "plan": {
            "documents": [
                {"kind": "policy", "text": both("Signed policy", "Politique signée"), "questions": ["assignments", "logs"]},
                {"kind": "log", "text": both("Access log", "Journal des accès"), "questions": ["logs"]},
            ],
            "score": 28.75,
            "tier": "moderate",
            "reached": True,
        },
        "warnings": [
            {
                "source": "response",
                "pointer": "$.response.answers.logs.evidence",
                "message": both("the evidence soc2 has expired", "la preuve soc2 a expiré"),
            }
        ],
        "waivers": [],
        "next_assessment_on": "2027-05-20",
    }
    return made | parts
