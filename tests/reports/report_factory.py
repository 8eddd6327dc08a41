"""Makes whole assessment documents, consistent in themselves, from the shipped checklists: what the report tests print."""

from __future__ import annotations

import functools
import hashlib
import json
import math
import random
from collections.abc import Iterable
from typing import Any

from kporisk import resources
from kporisk.documents.files.located import read_located

CORE = ("ip_protection", "data_security", "hiring_control", "legal_cultural_barriers", "transition_readiness", "workforce_impact")
OMEGA = {
    "ip_protection": 25.0,
    "data_security": 25.0,
    "hiring_control": 20.0,
    "legal_cultural_barriers": 15.0,
    "service_modules": 15.0,
    "transition_readiness": 10.0,
    "workforce_impact": 5.0,
}
TIERS = ("low", "moderate", "high", "critical")
STRENGTH = {"attested": 0.6, "document": 0.85, "record": 0.95, "independent": 1.0}
PREFIX = {
    "not_proven": {"en": "Not shown: ", "fr": "Non démontré : "},
    "open": {"en": "Not answered: ", "fr": "Sans réponse : "},
    "possible": {"en": "Cannot be excluded: ", "fr": "Ne peut être exclu : "},
}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@functools.cache
def _yaml(*path: str) -> Any:
    return read_located(resources.folder("checklists").joinpath(*path)).value


@functools.cache
def checklist(name: str) -> tuple[dict[str, Any], ...]:
    """The questions of one checklist as flat records with both languages."""
    folder = (name,) if name in CORE else ("service_modules", name)
    schema = json.loads(resources.folder("checklists").joinpath(*folder, "questions.json").read_text(encoding="utf-8"))
    french = _yaml(*folder, "fr.yaml")["properties"]
    floors = {rule.get("question"): rule for rule in _yaml(*folder, "rules.yaml")}
    made = []
    for id, property in schema["properties"].items():
        note = property["x-kporisk"]
        made.append(
            {
                "id": id,
                "domain": name if name in CORE else "service_modules",
                "module": None if name in CORE else name,
                "text": {"en": property["title"], "fr": french[id]["title"]},
                "note": {**note, "knock_out": note.get("knock_out")},
                "options": {
                    option["const"]: {"en": option["title"], "fr": french[id].get("options", {}).get(option["const"], option["title"])}
                    for option in property.get("oneOf", property.get("items", {}).get("oneOf", []))
                },
                "french": french[id],
                "rule": floors.get(id) if note.get("knock_out") else None,
            }
        )
    return tuple(made)


@functools.cache
def kinds() -> dict[str, Any]:
    return dict(_yaml("evidence.yaml"))


def tier_of(score: float) -> int:
    return sum(score >= line - 1e-9 for line in (15, 30, 50))


def pair(told: Any, proven: Any) -> dict[str, Any]:
    return {"told": told, "proven": proven}


class Maker:
    """Builds one document; the seed alone decides every answer."""

    def __init__(
        self,
        *,
        seed: int = 7,
        vendor: str = "Acme Research Pvt Ltd",
        modules: tuple[str, ...] = ("rnd",),
        most: int | None = None,
        least_weight: float = 4,
        answered: float = 0.86,
        quality: float = 0.72,
        shown: float = 0.4,
        exposure: float = 0.6,
    ) -> None:
        self.random = random.Random(seed)
        self.vendor, self.modules, self.most, self.least_weight = vendor, modules, most, least_weight
        self.answered, self.quality, self.shown, self.exposure = answered, quality, shown, exposure
        self.findings: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.rules: list[dict[str, Any]] = []
        self.evidence: dict[str, dict[str, Any]] = {}
        self.floor = [0, 0]

    def question(self, source: dict[str, Any], asked: bool) -> dict[str, Any]:
        note, pick = source["note"], self.random
        base = {
            **{key: source[key] for key in ("id", "domain", "module", "text")},
            "respondent": note["respondent"],
            "weight": float(note["weight"]),
            "knock_out": note["knock_out"] is not None,
            "status": "not_asked",
            "value": None,
            "value_text": None,
            "auditor_only": False,
            "reason": None,
            "by": None,
            "note": None,
            "satisfaction": None,
            "confidence": None,
            "evidence": [],
            "gap": None,
            "contribution": pair(0.0, 0.0),
        }
        if not asked:
            return base
        if pick.random() > self.answered:
            return {**base, "status": pick.choice(["open", "unknown"]), "gap": pair(0.0, 1.0)}
        if note["knock_out"] is None and pick.random() < 0.05:
            return {**base, "status": "not_applicable", "reason": "No such work is done under this contract.", "gap": pair(0.0, 0.4)}
        good = pick.random() < self.quality
        value, text, score = self.value(source, good)
        cited = self.cite(source) if pick.random() < self.shown else []
        confidence = max([STRENGTH[item["strength"]] for item in cited if item["state"] == "counts"], default=0.6)
        return {
            **base,
            "status": "answered",
            "value": value,
            "value_text": text,
            "by": "ri",
            "note": "Two service accounts are pending." if pick.random() < 0.1 else None,
            "satisfaction": score,
            "confidence": confidence,
            "evidence": cited,
            "gap": pair(1 - score, 1 - score * confidence),
        }

    def value(self, source: dict[str, Any], good: bool) -> tuple[Any, dict[str, str], float]:
        scale = source["note"]["scale"]
        if source["options"]:
            scores = scale.get("scores", {})
            ordered = sorted(source["options"], key=lambda option: -float(scores.get(option, 0)))
            chosen = ordered[0] if good else ordered[-1]
            text = source["options"][chosen]
            if scale["type"] == "any_of":
                chosen_all = ordered if good else []
                joined = {lang: "; ".join(source["options"][option][lang] for option in chosen_all) for lang in ("en", "fr")}
                return chosen_all, joined, 1.0 if good else 0.0
            return chosen, text, float(scores.get(chosen, 0))
        if scale["type"] == "age":
            day = "2026-09-30" if good else "2024-01-15"
            return day, {"en": day, "fr": day}, 1.0 if good else 0.0
        points = scale.get("points") or [[0, 0], [100, 1]]
        best = max(points, key=lambda point: point[1]) if good else min(points, key=lambda point: point[1])
        unit = scale.get("unit", "")
        return best[0], {"en": f"{best[0]} {unit}".strip(), "fr": f"{best[0]} {unit}".strip()}, float(best[1])

    def cite(self, source: dict[str, Any]) -> list[dict[str, Any]]:
        named = source["note"].get("evidence") or []
        if not named:
            return []
        kind = named[0]
        self.evidence.setdefault(
            kind,
            {
                "id": kind,
                "kind": kind,
                "kind_text": {lang: kinds()[kind][lang] for lang in ("en", "fr")},
                "title": f"{self.vendor[:40]}: {kinds()[kind]['en']}",
                "issued": "2026-06-30",
                "expires": None,
                "sha256": digest(kind),
            },
        )
        state = self.random.choice(["counts", "counts", "counts", "not_reviewed", "too_old"])
        strength = kinds()[kind]["strength"] if state == "counts" else "attested"
        accepted = {"outcome": "accepted", "by": "A. Laurent", "on": "2026-11-22", "note": "scope covers Pune"}
        return [
            {
                **self.evidence[kind],
                "place": "§ 4.2",
                "state": state,
                "strength": strength if strength in STRENGTH else "independent",
                "reviews": [accepted] if state == "counts" else [],
            }
        ]

    def judge(self, source: dict[str, Any], result: dict[str, Any]) -> None:
        rule = source["rule"]
        opened = result["status"] in ("open", "unknown")
        gap = result["gap"]
        texts = {lang: (source["note"] if lang == "en" else source["french"]) for lang in ("en", "fr")}
        title = {lang: texts[lang]["finding"] for lang in texts}
        remediation = {lang: texts[lang]["remediation"] for lang in texts}
        fires = rule is not None and result["status"] == "answered" and gap["told"] >= 0.75
        if rule is not None:
            outcome = "fires" if fires else "possible" if opened else "clear"
            because = [{"question": source["id"], "value": result["value"]}, {"question": "derived.public_data_only", "value": False}]
            self.rules.append(
                {
                    "id": rule["id"],
                    "domain": source["domain"],
                    "module": source["module"],
                    "outcome": outcome,
                    "floor": rule.get("floor"),
                    "severity": rule.get("floor", "major"),
                    "when": rule["when"],
                    "sentence": {
                        "en": f"The answer to “{source['text']['en']}” is too weak.",
                        "fr": f"La réponse à « {source['text']['fr']} » est trop faible.",
                    },
                    "because": because,
                    "waiver": None,
                }
            )
            level = TIERS.index(rule.get("floor", "low"))
            self.floor[1] = max(self.floor[1], level if outcome != "clear" else 0)
            self.floor[0] = max(self.floor[0], level if fires else 0)
        basis = (
            "rule"
            if fires
            else "possible"
            if opened and rule
            else "open"
            if opened
            else "stated"
            if gap["told"] > 0.3
            else "not_proven"
            if gap["proven"] > 0.3
            else None
        )
        if basis is None:
            return
        graver = result["weight"] >= 4 and gap["told" if basis == "stated" else "proven"] >= 0.6
        severity = rule["floor"] if rule and basis in ("rule", "possible") and rule.get("floor") else "major" if graver else "minor"
        entry = {
            "id": rule["id"] if rule and basis in ("rule", "possible") else source["id"],
            "basis": basis,
            "question": source["id"],
            "rule": rule["id"] if rule and basis in ("rule", "possible") else None,
            "domain": source["domain"],
            "severity": severity,
            "loss": result["contribution"],
        }
        if basis in PREFIX:
            wanted = [
                {"kind": kind, "text": {lang: kinds()[kind][lang] for lang in ("en", "fr")}} for kind in source["note"]["evidence"][:3]
            ]
            said = title if basis == "possible" else source["text"]
            self.requests.append({**entry, "title": {lang: PREFIX[basis][lang] + said[lang] for lang in title}, "evidence_wanted": wanted})
        else:
            self.findings.append(
                {
                    **entry,
                    "title": title,
                    "remediation": remediation,
                    "references": source["note"]["references"],
                    "effort": source["note"]["effort"],
                    "own": {"title": title, "remediation": remediation, "references": source["note"]["references"]}
                    if basis == "rule"
                    else None,
                }
            )

    def plan(self, score: float, tier: str) -> dict[str, Any]:
        wanted: dict[str, dict[str, Any]] = {}
        for request in self.requests:
            if request["basis"] == "not_proven" and request["evidence_wanted"]:
                kind = request["evidence_wanted"][0]
                wanted.setdefault(kind["kind"], {**kind, "questions": []})["questions"].append(request["question"])
        documents = sorted(wanted.values(), key=lambda kind: (-len(kind["questions"]), kind["kind"]))[:5]
        return {"documents": documents, "score": max(score, 0.0), "tier": tier, "reached": False}

    def domain(self, id: str, names: Iterable[str], share: float, worst: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        sources = [source for name in names for source in checklist(name)]
        results = []
        for source in sources:
            asked = source["note"]["weight"] >= self.least_weight or source["note"]["knock_out"] is not None
            results.append(self.question(source, asked))
        asked_now = [result for result in results if result["status"] != "not_asked"]
        if self.most is not None:
            for result in asked_now[self.most :]:
                result.update(status="not_asked", gap=None, value=None, value_text=None, evidence=[])
            asked_now = asked_now[: self.most]
        total = math.fsum(result["weight"] for result in asked_now) or 1.0
        factor = 100 * (0.5 * share + (0.5 if worst else 0))
        inherent = 0.35 + 0.5 * self.exposure
        for result in asked_now:
            result["contribution"] = {
                end: factor * inherent * 0.9 * result["weight"] * result["gap"][end] / total for end in ("told", "proven")
            }
        base = factor * inherent * 0.1
        for source, result in zip(sources, results, strict=True):
            if result["status"] not in ("not_asked", "not_applicable"):
                self.judge(source, result)
        gap = {end: math.fsum(result["weight"] * result["gap"][end] for result in asked_now) / total for end in ("told", "proven")}
        made = {
            "id": id,
            "title": dict(_yaml("method.yaml")["domains"][id]["title"]),
            "weight": OMEGA[id],
            "impact": pair(0.8, 0.8),
            "likelihood": pair(0.6, 0.7),
            "inherent": pair(inherent, inherent),
            "gap": gap,
            "residual": {end: inherent * (0.1 + 0.9 * gap[end]) for end in gap},
            "base": pair(base, base),
            "contribution": {end: base + math.fsum(result["contribution"][end] for result in asked_now) for end in gap},
        }
        return made, results

    def build(self) -> dict[str, Any]:
        groups: dict[str, tuple[str, ...]] = {id: (id,) for id in CORE if id not in ("transition_readiness", "workforce_impact")}
        if self.modules:
            groups["service_modules"] = self.modules
        groups |= {"transition_readiness": ("transition_readiness",), "workforce_impact": ("workforce_impact",)}
        total = sum(OMEGA[id] for id in groups)
        domains, questions = [], []
        for id, names in groups.items():
            domain, results = self.domain(id, names, OMEGA[id] / total, id == "ip_protection")
            domains.append(domain)
            questions += results
        score = {end: math.fsum(domain["contribution"][end] for domain in domains) for end in ("told", "proven")}
        told, proven = (max(tier_of(score[end]), self.floor[index]) for index, end in enumerate(("told", "proven")))
        count = {
            status: sum(q["status"] == status for q in questions)
            for status in ("answered", "unknown", "open", "not_applicable", "not_asked")
        }
        decisive = [q for q in questions if q["knock_out"] and q["status"] != "not_asked"]
        coverage = {
            "asked": len(questions) - count["not_asked"],
            "answered": count["answered"] + count["not_applicable"],
            "open": count["open"] + count["unknown"],
            "not_applicable": count["not_applicable"],
            "not_asked": count["not_asked"],
            "knock_outs_asked": len(decisive),
            "knock_outs_answered": sum(q["status"] == "answered" for q in decisive),
        }
        enough = coverage["answered"] >= 0.6 * coverage["asked"] and coverage["knock_outs_answered"] >= 0.8 * coverage["knock_outs_asked"]
        order = {"critical": 0, "high": 1, "major": 2, "minor": 3}

        def place(entry: dict[str, Any]) -> tuple[Any, ...]:
            return (min(order[entry["severity"]], 2), -entry["loss"]["told"], -entry["loss"]["proven"], entry["id"])

        proof = dict.fromkeys(("attested", "document", "record", "independent", "observed", "unreviewed"), 0)
        for q in questions:
            if q["status"] == "answered":
                best = max(
                    (item["strength"] for item in q["evidence"] if item["state"] == "counts"), key=lambda s: STRENGTH[s], default="attested"
                )
                proof[best] += 1
                proof["unreviewed"] += any(item["state"] == "not_reviewed" for item in q["evidence"])
        return {
            "format": "kporisk.assessment/1",
            "kporisk_version": "1.0.0",
            "as_of": "2026-11-24",
            "answered_on": "2026-11-20",
            "vendor": {"id": "acme-research", "name": self.vendor},
            "engagement": engagement(self.modules),
            "engagement_text": engagement_text(self.modules),
            "derived": {
                "public_data_only": False,
                "personal_data": True,
                "high_value_information": True,
                "cross_border": True,
                "client_gdpr": True,
                "restricted_transfer": True,
                "vendor_doj_country_of_concern": False,
                "language_level": "bridge_only",
                "overlap_hours": pair(4.5, 4.5),
                "jurisdiction_points": pair(48.0, 58.0),
            },
            "respondents": [{"id": "ri", "name": "R. Iyer", "role": "security lead", "domains": ["data_security"]}],
            "declared": True,
            "declaration": {"name": "S. Rao", "role": "managing director", "on": "2026-11-20"},
            "jurisdiction": [jurisdiction("IN"), jurisdiction("FR", home=True)],
            "sources": {
                "case_sha256": digest("case"),
                "response_sha256": digest("response"),
                "reviews_sha256": digest("reviews"),
                "method": {"version": "1.0.0", "sha256": digest("method")},
                "checklists": [{"id": name, "version": "1.0.0", "sha256": digest(name)} for name in (*CORE, *self.modules)],
                "territories": {"as_of": "2026-10-01", "sha256": digest("territories"), "year": 2027},
                "legal_facts": {"as_of": "2026-10-01", "sha256": digest("legal facts")},
            },
            "inherent": {
                "value": pair(0.9, 0.9),
                "exposure": pair(self.exposure, self.exposure),
                "control_distance": pair(0.75, 0.9),
                "dependence": pair(0.57, 0.57),
                "jurisdiction": pair(0.48, 0.58),
                "score": pair(61.2, 66.4),
            },
            "depth": "standard",
            "score": score,
            "tier": {
                "told": TIERS[told],
                "proven": TIERS[proven],
                "decided": told == proven,
                "without_waivers": pair(TIERS[told], TIERS[proven]),
            },
            "thresholds": {"moderate": 15.0, "high": 30.0, "critical": 50.0},
            "recommendation": ["approve", "approve_with_conditions", "remediate_first", "do_not_share"][proven]
            if enough
            else "insufficient",
            "coverage": coverage,
            "proof": proof,
            "domains": domains,
            "questions": questions,
            "rules": self.rules,
            "findings": sorted(self.findings, key=place),
            "requests": sorted(self.requests, key=place),
            "plan": self.plan(score["proven"] - 4, TIERS[proven]),
            "sensitivity": [
                {
                    "domain": id,
                    "omega_halved": pair(TIERS[told], TIERS[proven]),
                    "omega_doubled": pair(TIERS[told], TIERS[min(3, proven + 1)]),
                }
                for id in groups
            ],
            "warnings": [
                {
                    "source": "response",
                    "pointer": "$.response.answers.ds_mfa.evidence",
                    "evidence": None,
                    "message": {
                        "en": "the evidence soc2 has no recorded SHA-256: the answer counts as attested by it",
                        "fr": "la preuve soc2 n'a pas d'empreinte SHA-256 enregistrée : elle ne vaut que déclaration",
                    },
                }
            ],
            "waivers": [],
            "next_assessment_on": "2027-05-20",
            "frameworks": {
                prefix: {"en": source["title"], "fr": source["title"]} if isinstance(source["title"], str) else dict(source["title"])
                for prefix, source in _yaml("references.yaml")["frameworks"].items()
                if any(reference.startswith(f"{prefix}:") for finding in self.findings for reference in finding["references"])
            },
        }


def engagement(modules: tuple[str, ...]) -> dict[str, Any]:
    return {
        "service_types": list(modules) or ["business_operations"],
        "relation": "third_party",
        "engagement_type": "continuing",
        "client_country": "FR",
        "vendor_country": "IN",
        "delivery_countries": ["IN", "FR"],
        "working_language": "en",
        "contract_language": "fr",
        "data_classes": ["trade_secret", "personal_data", "source_code"],
        "competitive_sensitivity": "high",
        "record_volume": 120000,
        "access_modes": ["client_vdi", "file_transfer"],
        "remote_work": "hybrid",
        "headcount": 42,
        "uses_contractors": True,
        "subcontracting": "possible",
        "serves_competitors": "unknown",
        "deliverable_ip": "mixed",
        "function_criticality": "important",
        "substitutability": "medium",
        "annual_spend_eur": 1850000,
        "annual_saving_eur": 640000,
        "client_regulated_as": ["eu_financial_entity", "listed_issuer"],
        "contract_stage": "negotiating",
        "contract_end": "2029-12-31",
        "ai_use": "vendor_tools",
        "client_jobs_affected": 12,
        "client_has_works_council": True,
        "vendor_revenue_share": 18.5,
        "timezones": {"US": "America/New_York"},
    }


def engagement_text(modules: tuple[str, ...]) -> list[dict[str, Any]]:
    schema = json.loads(resources.folder("checklists").joinpath("engagement", "questions.json").read_text(encoding="utf-8"))["properties"]
    french = _yaml("engagement", "fr.yaml")["properties"]
    made = []
    for id, value in engagement(modules).items():
        source = schema[id]
        options = {option["const"]: option["title"] for option in source.get("oneOf", source.get("items", {}).get("oneOf", []))}
        said: dict[str, list[str]] = {"en": [], "fr": []}
        for one in value if isinstance(value, list) else [value]:
            said["en"].append(options.get(one, str(one)) if isinstance(one, str) else str(one))
            said["fr"].append(french[id].get("options", {}).get(one, str(one)) if isinstance(one, str) else str(one))
        text = {"en": source["title"], "fr": french[id]["title"]}
        made.append({"id": id, "text": text, "value_text": {"en": "; ".join(said["en"]), "fr": " ; ".join(said["fr"])}})
    return made


def jurisdiction(country: str, *, home: bool = False) -> dict[str, Any]:
    def fact(value: Any, points: float, confidence: str = "high", note: str = "") -> dict[str, Any]:
        notes = {"en": note, "fr": f"« {note} »"} if note else {}
        return {"value": value, "points": pair(points, points), "as_of": "2026-10-01", "confidence": confidence, "note": notes}

    return {
        "country": country,
        "name": {"IN": {"en": "India", "fr": "Inde"}, "FR": {"en": "France", "fr": "France"}}[country],
        "points": pair(0.0, 0.0) if home else pair(48.0, 58.0),
        "facts": {}
        if home
        else {
            "special_301": fact("priority_watch", 20),
            "trade_secret_law": fact("common_law_or_contract", 15, "medium", "no dedicated statute"),
            "new_york_convention": fact(True, 0),
            "hague_evidence": fact(True, 0, "low"),
            "noncompete": fact("void", 10, "medium"),
            "eu_adequacy": fact("none", 20),
            "language_level": fact("official_one_side", 5),
            "working_hours_overlap": fact(4.5, 0),
            "doj_country_of_concern": fact(False, 0),
        },
        "language_level": "same_language" if home else "official_one_side",
        "overlap_hours": {"least": 9.0 if home else 4.5, "most": 9.0 if home else 5.5},
        "days_apart": 0 if home else 24,
    }


def document(**choices: Any) -> dict[str, Any]:
    """A realistic document; the choices are those of `Maker`."""
    return Maker(**choices).build()
