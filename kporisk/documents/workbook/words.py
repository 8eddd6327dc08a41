"""What a workbook says around the questions, in every language of the reports; it speaks to whoever fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Questions for {vendor}",
        "title_own": "Questions about {vendor}",
        "asked_by": "From {name}",
        "due": "Please send this workbook back by {due}.",
        "cover": "Start",
        "evidence_sheet": "Evidence",
        "comments_sheet": "Comments",
        "how_1": "1. Give the day of your answers below, name everybody who answers, and declare your evidence once on its sheet, under "
        "a short id of your choice.",
        "how_2": "2. Answer on the sheets that follow. Choose from the list where a cell offers one; write numbers without a unit and "
        "days as 2026-11-20. Where a question lists several things, say Yes at each that holds, or choose “{none}” at the question "
        "itself.",
        "how_3": "3. What you do not know, or what does not apply to you, is said in the column “{status}”; what does not apply needs "
        "its reason beside it. What you leave empty stays open, and counts as not answered.",
        "how_4": "4. Cite your evidence by its id, and where in it: soc2#CC6.1. Separate several by semicolons.",
        "how_5": "5. Rows may be sorted and sheets renamed. Please leave the ids in the first column as they are, and write no formulas: "
        "a workbook with changed ids, macros or links to other files cannot be read.",
        "how_6": "6. Where you see an answer of last time, it counts only if you choose “{same}” beside it, or give a new one.",
        "your_part": "Your answers and your declaration",
        "answered_on": "The day of your answers",
        "declaration.name": "Your name",
        "declaration.role": "Your role",
        "declaration.on": "The day of your declaration",
        "declare": "I declare that the answers in this workbook are complete and true to the best of my knowledge on the day that I give "
        "here.",
        "signature": "Signature (if you print this page):",
        "people": "Who answers",
        "people_how": "One line for each person. Answers name a person by the id.",
        "privacy": "What becomes of your data",
        "privacy_text": "Names and roles are asked for so that questions about an answer reach the person who gave it. They are kept "
        "with your answers, encrypted, by the organisation that sent you this workbook, for as long as it must account for its decision. "
        "They are not passed on for any other purpose. Name nobody who does not need to be named; a role is enough where no name is "
        "needed. To see, correct or delete what is kept about you, write to whoever sent you this workbook.",
        "progress": "How far you are",
        "sheet": "Sheet",
        "asked": "Questions",
        "still_open": "Still open",
        "all": "All sheets",
        "open_of": "still open, of",
        "lead": "Yellow: still open. White cells are yours to fill in; grey ones are not read.",
        "id": "Id",
        "question": "Question",
        "how": "How to answer, what shows it",
        "last": "Last time",
        "same": "Unchanged?",
        "answer": "Your answer",
        "status": "Or instead",
        "note": "Note or reason",
        "by": "Answered by",
        "cited": "Evidence cited",
        "state": "State",
        "entry": "Your entry",
        "what": "What",
        "person": "Person id",
        "name": "Name",
        "role": "Role",
        "domains": "Answers for",
        "piece": "Evidence id",
        "kind": "Kind of evidence",
        "piece_title": "Title",
        "issued": "Issued on",
        "expires": "Expires on",
        "file": "File name",
        "sha256": "SHA-256, if you know it",
        "remark_on": "Finding or page",
        "remark": "Your comment",
        "remark_by": "Comment by",
        "evidence_title": "Your evidence",
        "evidence_how": "Declare each document once, and cite it on the other sheets by its id. Evidence in grey italics is from last "
        "time: correct what has changed; it counts where an answer cites it.",
        "comments_title": "Your comments on draft findings",
        "comments_how": "If you were sent a draft report: which finding or page, and what you say to it. Comments change no answer; they "
        "are read by people.",
        "unchanged": "Unchanged",
        "unknown": "Don’t know",
        "not_applicable": "Not applicable",
        "none": "None of these",
        "yes": "Yes",
        "no": "No",
        "open": "open",
        "done": "done",
        "choose": "Choose from the list.",
        "tick": "Yes where it holds.",
        "several": "Say Yes at each line below that holds; choose “{none}” here if none does.",
        "one": "Choose one.",
        "number": "A number{limits} ({unit}), without the unit",
        "day": "A day as 2026-11-20, not after the day of your answers",
        "or_word": ", or “{text}”",
        "between": " from {low} to {high}",
        "least": " of {low} or more",
        "most": " of {high} or less",
        "always": "This always applies.",
        "why": "Why: {why}",
        "shows": "What shows it: {kinds}",
        "stated_by_you": "You say in {row} ({form}, {on}): {said}",
        "stated_by_them": "They say in {row} ({form}, {on}): {said}",
        "stated_cite": " (to rely on it here, answer and cite {cite})",
        "stated_more": "Also said elsewhere: {rows}",
        "note_is": "Note: {text}",
        "reason_is": "Reason: {text}",
        "by_is": "By: {text}",
        "evidence_is": "Evidence: {text}",
        "page": "Page",
        "service_modules": "Services",
    },
    "fr": {
        "title": "Questions à {vendor}",
        "title_own": "Questions sur {vendor}",
        "asked_by": "De la part de {name}",
        "due": "Merci de renvoyer ce classeur au plus tard le {due}.",
        "cover": "Accueil",
        "evidence_sheet": "Preuves",
        "comments_sheet": "Commentaires",
        "how_1": "1. Indiquez ci-dessous le jour de vos réponses, nommez chaque personne qui répond, et déclarez vos preuves une seule "
        "fois sur leur feuille, sous un identifiant court de votre choix.",
        "how_2": "2. Répondez sur les feuilles qui suivent. Choisissez dans la liste là où une cellule en propose une ; écrivez les "
        "nombres sans unité et les jours sous la forme 2026-11-20. Là où une question énumère plusieurs choses, dites Oui à chacune qui "
        "convient, ou choisissez « {none} » à la question elle-même.",
        "how_3": "3. Ce que vous ne savez pas, ou ce qui ne s’applique pas à vous, se dit dans la colonne « {status} » ; ce qui ne "
        "s’applique pas appelle sa raison à côté. Ce que vous laissez vide reste sans réponse.",
        "how_4": "4. Citez vos preuves par leur identifiant, et l’endroit : soc2#CC6.1. Séparez-en plusieurs par des points-virgules.",
        "how_5": "5. Vous pouvez trier les lignes et renommer les feuilles. Merci de laisser tels quels les identifiants de la première "
        "colonne et de n’écrire aucune formule : un classeur aux identifiants modifiés, avec des macros ou des liens vers d’autres "
        "fichiers ne peut pas être lu.",
        "how_6": "6. Là où vous voyez une réponse de la dernière fois, elle ne compte que si vous choisissez « {same} » à côté, ou si "
        "vous en donnez une nouvelle.",
        "your_part": "Vos réponses et votre déclaration",
        "answered_on": "Le jour de vos réponses",
        "declaration.name": "Votre nom",
        "declaration.role": "Votre fonction",
        "declaration.on": "Le jour de votre déclaration",
        "declare": "Je déclare que les réponses de ce classeur sont, à ma connaissance, complètes et exactes au jour indiqué ici.",
        "signature": "Signature (si vous imprimez cette page) :",
        "people": "Qui répond",
        "people_how": "Une ligne par personne. Les réponses désignent une personne par son identifiant.",
        "privacy": "Ce que deviennent vos données",
        "privacy_text": "Les noms et fonctions sont demandés pour que les questions sur une réponse parviennent à qui l’a donnée. Ils "
        "sont conservés avec vos réponses, chiffrés, par l’organisation qui vous a envoyé ce classeur, aussi longtemps qu’elle doit "
        "rendre compte de sa décision. Ils ne sont transmis à aucune autre fin. Ne nommez personne sans nécessité ; une fonction suffit "
        "là où aucun nom n’est utile. Pour voir, corriger ou effacer ce qui est conservé à votre sujet, écrivez à qui vous a envoyé ce "
        "classeur.",
        "progress": "Où vous en êtes",
        "sheet": "Feuille",
        "asked": "Nombre de questions",
        "still_open": "Sans réponse",
        "all": "Toutes les feuilles",
        "open_of": "sans réponse, sur",
        "lead": "Jaune : sans réponse. Les cellules blanches sont à remplir ; les grises ne sont pas lues.",
        "id": "Identifiant",
        "question": "Question",
        "how": "Comment répondre, ce qui le démontre",
        "last": "La dernière fois",
        "same": "Inchangé ?",
        "answer": "Votre réponse",
        "status": "Ou bien",
        "note": "Note ou raison",
        "by": "Répondu par",
        "cited": "Preuves citées",
        "state": "État",
        "entry": "Votre saisie",
        "what": "Quoi",
        "person": "Identifiant de la personne",
        "name": "Nom",
        "role": "Fonction",
        "domains": "Répond pour",
        "piece": "Identifiant de la preuve",
        "kind": "Nature de la preuve",
        "piece_title": "Titre",
        "issued": "Établie le",
        "expires": "Expire le",
        "file": "Nom du fichier",
        "sha256": "SHA-256, si vous le connaissez",
        "remark_on": "Constat ou page",
        "remark": "Votre commentaire",
        "remark_by": "Commentaire de",
        "evidence_title": "Vos preuves",
        "evidence_how": "Déclarez chaque document une seule fois et citez-le sur les autres feuilles par son identifiant. Les preuves en "
        "italique gris sont de la dernière fois : corrigez ce qui a changé ; elles comptent là où une réponse les cite.",
        "comments_title": "Vos commentaires sur un projet de constats",
        "comments_how": "Si un projet de rapport vous a été envoyé : quel constat ou quelle page, et ce que vous en dites. Les "
        "commentaires ne changent aucune réponse ; ils sont lus par des personnes.",
        "unchanged": "Inchangé",
        "unknown": "Ne sait pas",
        "not_applicable": "Ne s’applique pas",
        "none": "Aucune de ces options",
        "yes": "Oui",
        "no": "Non",
        "open": "ouverte",
        "done": "faite",
        "choose": "Choisissez dans la liste.",
        "tick": "Oui là où c’est le cas.",
        "several": "Dites Oui à chaque ligne ci-dessous qui convient ; choisissez « {none} » ici si aucune ne convient.",
        "one": "Choisissez une réponse.",
        "number": "Un nombre{limits} ({unit}), sans l’unité",
        "day": "Un jour sous la forme 2026-11-20, au plus tard celui de vos réponses",
        "or_word": ", ou « {text} »",
        "between": " de {low} à {high}",
        "least": " supérieur ou égal à {low}",
        "most": " inférieur ou égal à {high}",
        "always": "Cette question s’applique toujours.",
        "why": "Pourquoi : {why}",
        "shows": "Ce qui le démontre : {kinds}",
        "stated_by_you": "Vous dites en {row} ({form}, {on}) : {said}",
        "stated_by_them": "Il est dit en {row} ({form}, {on}) : {said}",
        "stated_cite": " (pour vous y appuyer ici, répondez et citez {cite})",
        "stated_more": "Dit aussi ailleurs : {rows}",
        "note_is": "Note : {text}",
        "reason_is": "Raison : {text}",
        "by_is": "Par : {text}",
        "evidence_is": "Preuves : {text}",
        "page": "Page",
        "service_modules": "Services",
    },
}

_LONGEST = 200
"""No heading is longer, in whatever languages."""

BETWEEN = " / "
"""Stands between two languages in one heading."""


def heading(key: str, langs: tuple[str, ...]) -> str:
    """A heading in all languages of a workbook: `Your answer / Votre réponse`."""
    return BETWEEN.join(dict.fromkeys(WORDS[lang][key] for lang in langs))


def meant(text: str) -> frozenset[str]:
    """The keys of what a text says in some language, or in several."""
    if len(text) > _LONGEST:
        return frozenset()
    known = _keys()
    return frozenset.intersection(*(known.get(folded(part), frozenset()) for part in text.split(BETWEEN)))


@cache
def _keys() -> Mapping[str, frozenset[str]]:
    said: dict[str, set[str]] = {}
    for words in WORDS.values():
        for key, text in words.items():
            said.setdefault(folded(text), set()).add(key)
    return {text: frozenset(keys) for text, keys in said.items()}


def folded(text: str) -> str:
    """A text as it is compared: letter case, spaces and the shape of apostrophes aside."""
    return " ".join(text.replace("’", "'").replace("\xa0", " ").replace("\u202f", " ").casefold().split())
