"""What an interview says around the questions, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

COMMANDS = ":b back :s skip :u unknown :n n/a :note :e evidence :g go :done :h help :q quit"
"""The one line that shows the commands, the same in every language."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "begin": "Interview about {vendor}: {count} questions.",
        "resumed": "Going on where it stopped, answers so far: {done}. What you said is kept; it is not recorded yet.",
        "torn": "The last line of the draft was not whole on the disk and is left out; look at the last question again.",
        "unfit": "No answers any more, since what is asked or shown is other now, so they are open again: {ids}",
        "quick": "Every answer is on disk before the next question. :h explains the commands.",
        "who": "Who answers? Name, role: ",
        "who_again": "A name is needed, such as: P. Raman, security lead",
        "speaks": "Answers from now on are by {name}.",
        "all_of": "{done} of {count}",
        "asked_of_vendor": "for the vendor",
        "asked_of_contract": "read off the contract",
        "asked_of_client": "for the client",
        "asked_of_auditor": "for the auditor",
        "always": "always applies",
        "why": "Why: {why}",
        "shown_by": "Shown by: {kinds}",
        "one_of": "One number:",
        "any_of": "All that hold, such as 1,2; 0 for none of them:",
        "number": "A number{limits} ({unit}){word}.",
        "day": "A day as YYYY-MM-DD, today or before{word}.",
        "or_word": ", or {word}: {text}",
        "between": " from {low} to {high}",
        "least": " of {low} or more",
        "most": " of {high} or less",
        "last": "Last time ({on}): {said}",
        "unchanged": "Unchanged? Enter confirms it.",
        "now": "Now: {said}",
        "keep": "Enter keeps it.",
        "note": "Note: {note}",
        "reason": "Reason: {reason}",
        "cites": "Evidence: {cited}",
        "unknown": "not known",
        "not_applicable": "does not apply",
        "none_of_these": "none of these",
        "empty": "There is no answer of last time to confirm: type one, :u if it is not known, :s to leave it open.",
        "no_command": "There is no command {word}; :h lists them.",
        "ask_reason": "Why does it not apply? ",
        "ask_note": "Note (empty: none): ",
        "ask_go": "To which question (number, id) or part? ",
        "no_place": "No question or part is called that.",
        "near": "Did you mean: {near}",
        "parts": "Parts: {parts}",
        "cancelled": "Nothing was changed.",
        "noted": "The note is kept.",
        "unnoted": "There is no note now.",
        "declared": "Declared already:",
        "no_evidence": "Nothing is declared yet.",
        "ask_evidence": "Number or id, #place in it where known (soc2#CC6.1), or + for another: ",
        "ask_kind": "Kind: ",
        "ask_title": "Title: ",
        "ask_issued": "Issued on (YYYY-MM-DD, empty if not known): ",
        "ask_expires": "Expires on (YYYY-MM-DD, empty if it does not): ",
        "ask_file": "File, to note its SHA-256 (empty: none): ",
        "kinds_expected": "Kinds that show this: {kinds}",
        "cited_now": "Cited: {cited}",
        "cited_none": "Nothing is cited now.",
        "cited_later": "It is kept for when there is another answer than not known.",
        "taken_back": "The question is open again.",
        "live": "{place}/{count} · done {done} · {part} {part_done}/{part_count}",
        "live_end": "end of {count} · done {done}",
        "band": "told {told} proven {proven}",
        "low": "low",
        "moderate": "moderate",
        "high": "high",
        "critical": "critical",
        "summary": "{done} of {count} answered.",
        "still_open": "Still open: {ids}",
        "and_more": "… and {count} more",
        "unconfirmed": "Of last time, neither confirmed nor replaced: {count}. They will be open once this is recorded: {ids}",
        "unconfirmed_kept": "Of last time, not answered anew: {count}. They stay as they are.",
        "ask_record": "Record it? y: yes, o: next open question, b: back, q: leave it for later ",
        "ask_declare": "Who declares them complete and true? Name, role (empty: nobody): ",
        "declare_form": "Both are needed: name, role",
        "nothing": "Nothing is answered yet, so there is nothing to record.",
        "recorded": "Recorded about {vendor}; answers: {count}. To assess them: kporisk assess {id}",
        "same": "The register has all of it already; nothing was recorded. To assess it: kporisk assess {id}",
        "kept": "Kept, not recorded yet; answers: {done}. To go on: kporisk interview {id}{options}",
        "help": """Type the number of an option, a number or a day. Enter alone confirms what is shown as last time's, or keeps what is now.
:b       back to the question before; no answer changes
:s       skip: leave the question as it is and go on
:o       to the next question without an answer
:u       it is not known ("don't know" is an answer, and counts as one)
:n       it does not apply; the reason is asked, or :n REASON
:note    a note beside the question, or :note TEXT
:e       cite evidence, or declare a piece; :e ID cites, once more takes it away
:g       go to a question (number, id, a piece of its id) or a part, or :g WORD
:x       take the answer of this interview back
:by      somebody else answers from now on: :by NAME, ROLE
:done    to the end: summary, then record
:h       this
:q       quit; everything said is kept, and goes on where it stopped""",
    },
    "fr": {
        "begin": "Entretien sur {vendor} : {count} questions.",
        "resumed": "Reprise là où il s'était arrêté, réponses données : {done}. Ce qui a été dit est conservé, pas encore enregistré.",
        "torn": "La dernière ligne du brouillon n'était pas entière sur le disque et est laissée de côté ; revoyez la question.",
        "unfit": "Ces réponses ne valent plus, ce qui est demandé ou montré ayant changé ; elles sont à redonner : {ids}",
        "quick": "Chaque réponse est sur le disque avant la question suivante. :h explique les commandes.",
        "who": "Qui répond ? Nom, fonction : ",
        "who_again": "Il faut un nom, par exemple : P. Raman, responsable sécurité",
        "speaks": "Les réponses sont désormais celles de {name}.",
        "all_of": "{done} sur {count}",
        "asked_of_vendor": "pour le prestataire",
        "asked_of_contract": "à lire dans le contrat",
        "asked_of_client": "pour le client",
        "asked_of_auditor": "pour l'auditeur",
        "always": "s'applique toujours",
        "why": "Pourquoi : {why}",
        "shown_by": "Ce qui le montre : {kinds}",
        "one_of": "Un numéro :",
        "any_of": "Tout ce qui vaut, par exemple 1,2 ; 0 si rien ne vaut :",
        "number": "Un nombre{limits} ({unit}){word}.",
        "day": "Un jour, AAAA-MM-JJ, aujourd'hui ou avant{word}.",
        "or_word": ", ou {word} : {text}",
        "between": " de {low} à {high}",
        "least": " de {low} ou plus",
        "most": " de {high} ou moins",
        "last": "La dernière fois ({on}) : {said}",
        "unchanged": "Inchangé ? Entrée le confirme.",
        "now": "À présent : {said}",
        "keep": "Entrée le garde.",
        "note": "Note : {note}",
        "reason": "Raison : {reason}",
        "cites": "Preuves : {cited}",
        "unknown": "pas connu",
        "not_applicable": "ne s'applique pas",
        "none_of_these": "aucun de ceux-ci",
        "empty": "Il n'y a pas de réponse précédente à confirmer : tapez-en une, :u si ce n'est pas connu, :s pour la laisser ouverte.",
        "no_command": "Il n'y a pas de commande {word} ; :h les énumère.",
        "ask_reason": "Pourquoi cela ne s'applique-t-il pas ? ",
        "ask_note": "Note (vide : aucune) : ",
        "ask_go": "À quelle question (numéro, identifiant) ou partie ? ",
        "no_place": "Aucune question ni partie ne s'appelle ainsi.",
        "near": "Vouliez-vous dire : {near}",
        "parts": "Parties : {parts}",
        "cancelled": "Rien n'a changé.",
        "noted": "La note est conservée.",
        "unnoted": "Il n'y a plus de note.",
        "declared": "Déjà déclarées :",
        "no_evidence": "Rien n'est encore déclaré.",
        "ask_evidence": "Numéro ou identifiant, #endroit si connu (soc2#CC6.1), + pour une autre : ",
        "ask_kind": "Nature : ",
        "ask_title": "Titre : ",
        "ask_issued": "Émise le (AAAA-MM-JJ, vide si inconnu) : ",
        "ask_expires": "Expire le (AAAA-MM-JJ, vide si elle n'expire pas) : ",
        "ask_file": "Fichier, pour noter son SHA-256 (vide : aucun) : ",
        "kinds_expected": "Natures qui le montrent : {kinds}",
        "cited_now": "Citées : {cited}",
        "cited_none": "Rien n'est cité à présent.",
        "cited_later": "C'est conservé pour une autre réponse que « pas connu ».",
        "taken_back": "La question est de nouveau ouverte.",
        "live": "{place}/{count} · faites {done} · {part} {part_done}/{part_count}",
        "live_end": "fin des {count} · faites {done}",
        "band": "déclaré {told} prouvé {proven}",
        "low": "faible",
        "moderate": "modéré",
        "high": "élevé",
        "critical": "critique",
        "summary": "Réponses : {done} sur {count}.",
        "still_open": "Encore ouvertes : {ids}",
        "and_more": "… et {count} autres",
        "unconfirmed": "De la dernière fois, ni confirmées ni remplacées : {count}. "
        "Une fois ceci enregistré, elles seront ouvertes : {ids}",
        "unconfirmed_kept": "De la dernière fois, pas redonnées : {count}. Elles restent ce qu'elles sont.",
        "ask_record": "L'enregistrer ? y : oui, o : prochaine ouverte, b : retour, q : plus tard ",
        "ask_declare": "Qui les déclare complètes et exactes ? Nom, fonction (vide : personne) : ",
        "declare_form": "Il faut les deux : nom, fonction",
        "nothing": "Rien n'est encore répondu : il n'y a rien à enregistrer.",
        "recorded": "Enregistré sur {vendor} ; réponses : {count}. Pour évaluer : kporisk assess {id}",
        "same": "Le registre a déjà tout cela ; rien n'a été enregistré. Pour évaluer : kporisk assess {id}",
        "kept": "Conservé, pas encore enregistré ; réponses : {done}. Pour reprendre : kporisk interview {id}{options}",
        "help": """Tapez le numéro d'une option, un nombre ou un jour. Entrée seule confirme ou garde ce qui est montré.
:b       retour à la question d'avant ; aucune réponse ne change
:s       passer : laisser la question comme elle est
:o       à la prochaine question sans réponse
:u       ce n'est pas connu (c'est une réponse, et elle compte comme telle)
:n       cela ne s'applique pas ; la raison est demandée, ou :n RAISON
:note    une note à côté de la question, ou :note TEXTE
:e       citer une preuve ou en déclarer une ; :e ID cite, une fois de plus retire
:g       aller à une question (numéro, identifiant) ou une partie, ou :g MOT
:x       reprendre la réponse de cet entretien
:by      quelqu'un d'autre répond désormais : :by NOM, FONCTION
:done    à la fin : bilan, puis enregistrement
:h       ceci
:q       quitter ; tout ce qui a été dit est conservé""",
    },
}
