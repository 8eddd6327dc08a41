"""What a form says around the questions, in every language of the reports; it speaks to whoever fills it in."""

from __future__ import annotations

from collections.abc import Mapping

from kporisk.documents.workbook.words import WORDS as WORKBOOK

_OWN: Mapping[str, Mapping[str, str]] = {
    "en": {
        "due": "Please send your answers back by {due}.",
        "skip": "Skip to the questions",
        "language": "Language",
        "script_needed": "This form needs JavaScript to keep and hand out your answers. Open it in a current browser, or ask whoever sent "
        "it to you for the workbook instead.",
        "how_title": "How it works",
        "how_1": "Say on which day you answer, who answers, and which evidence you have. Then answer the questions, in any order.",
        "how_2": "What you do not know, or what does not apply to you, you can say at each question. A question that you leave empty stays "
        "open, and counts as not answered.",
        "how_3": "Everything stays on this device: the form sends nothing. At the end you download one file with your answers, and send "
        "that file back.",
        "how_same": "Where you see an answer of last time, it counts only if you confirm that it is unchanged, or give a new one.",
        "privacy_text": "Names and roles are asked for so that questions about an answer reach the person who gave it. They are kept with "
        "your answers, encrypted, by the organisation that sent you this form, for as long as it must account for its decision. They are "
        "not passed on for any other purpose. Name nobody who does not need to be named; a role is enough where no name is needed. To see, "
        "correct or delete what is kept about you, write to whoever sent you this form.",
        "keep_title": "Interrupting and going on",
        "kept_not_yet": "What you type is saved in this browser, on this device, as you go. Nobody else receives it.",
        "kept": "Saved in this browser, on this device, at {time}. Nobody else receives it. On a computer that others use, delete it when "
        "you have sent your answers.",
        "kept_failed": "This browser does not let the form save anything. Save a copy before you close this page, and open it again to go "
        "on.",
        "kept_elsewhere": "This form is being filled in in another window too, and what was saved last is kept. Close one of the two, "
        "then load this page again.",
        "copy_save": "Save a copy",
        "copy_open": "Open a saved copy",
        "copy_saved": "A copy was saved as {file}. It is for going on later; it is not the file to send back.",
        "copy_opened": "The saved copy is open.",
        "copy_wrong": "This is no copy saved from this form, or from another edition of it. Nothing was changed.",
        "delete": "Delete from this browser",
        "delete_sure": "Delete everything that you have entered here from this browser? It cannot be brought back.",
        "your_part": "About your answers",
        "contents": "Contents",
        "progress_all": "{done} of {all} answered",
        "only_open": "Only open questions",
        "all_hidden": "Nothing is open here.",
        "person_one": "Person",
        "person_add": "Add a person",
        "people_how": "Everybody whom an answer names. You choose the person at the answer.",
        "id_optional": "Short id",
        "id_how": "Made from the name or title if you leave it empty.",
        "role": "Role",
        "remove": "Remove",
        "removed": "Removed.",
        "evidence_title": "Your evidence",
        "evidence_how": "Declare each document once; at the answers you say what it shows. The document itself stays with you until you "
        "are asked for it.",
        "evidence_last": "Evidence of last time stands here already. Correct what has changed; it counts where an answer cites it.",
        "piece_one": "Document",
        "piece_add": "Add a document",
        "file_choose": "Choose the file",
        "file_how": "Fills in the name and the SHA-256, by which the document is known again. The file is read on this device only, and "
        "goes nowhere.",
        "file_busy": "The SHA-256 is being computed.",
        "file_done": "Name and SHA-256 are filled in.",
        "file_failed": "The SHA-256 cannot be computed in this browser. Leave it empty, or write it yourself.",
        "sha256": "SHA-256",
        "choose_kind": "Choose a kind",
        "nobody": "Nobody in particular",
        "choose_piece": "Choose a document",
        "last": "Last time",
        "same": "Unchanged: this is still the answer",
        "state_open": "Open",
        "state_done": "Answered",
        "state_wrong": "To be corrected",
        "one": "Choose one.",
        "between_kinds": "; ",
        "several": "Choose all that hold, or say below that none does.",
        "number": "A number{limits}",
        "day": "A day, not after the day of your answers",
        "or_word": "; or choose “{text}”",
        "number_label": "Number ({unit})",
        "day_label": "Day",
        "or": "or",
        "reason": "Why it does not apply",
        "clear": "Clear this answer",
        "more": "Note, who answered, evidence",
        "note": "Note",
        "by": "Answered by",
        "cited": "Evidence",
        "cite_add": "Cite a document",
        "cite_first": "Declare your documents above first.",
        "cite_which": "Document",
        "cite_where": "Where in it",
        "cite_where_how": "Such as CC6.1 or page 12; may stay empty.",
        "declare_title": "Your declaration",
        "declare": "I declare that the answers in this form are complete and true to the best of my knowledge on the day that I give here.",
        "declare_how": "Answers that nobody declares are taken in too, and marked as not declared.",
        "finish_title": "Check and download",
        "finish_how": "Check first: you see what is still open, and what must be corrected. What is open may stay open. Then download the "
        "file with your answers and send it to whoever sent you this form.",
        "check": "Check my answers",
        "download": "Download my answers",
        "summary_wrong": "Please correct this first",
        "summary_good": "Nothing needs to be corrected",
        "summary_open": "Still open: {count}",
        "summary_all": "All questions are answered.",
        "summary_undeclared": "Nobody has declared the answers yet.",
        "downloaded": "Your answers were downloaded as {file}. Now send this file to whoever sent you this form.",
        "wrong_day_missing": "Give the day of your answers.",
        "wrong_nothing": "No question is answered yet, so there is nothing to download.",
        "wrong_date": "This is no day of the calendar.",
        "wrong_later": "This day lies after the day of your answers.",
        "wrong_number": "Write a number here, without a unit or words.",
        "wrong_grouped": "Thousands or a fraction? Write the number without a mark between thousands, and a fraction with one digit or "
        "two.",
        "wrong_least": "The number is {limit} or more.",
        "wrong_most": "The number is {limit} or less.",
        "wrong_reason": "Say why it does not apply.",
        "wrong_alone": "A note or evidence stands here without an answer. Give an answer, or say that you do not know.",
        "wrong_name": "Give a name.",
        "wrong_kind": "Choose the kind of document.",
        "wrong_title": "Give a title.",
        "wrong_expires": "The document expires before it was issued.",
        "wrong_sha256": "A SHA-256 has 64 digits from 0 to 9 and a to f. Leave it empty if you do not know it.",
        "wrong_id": "An id has letters, digits, dots, hyphens and underscores, at most 63, and begins with a letter or digit.",
        "wrong_twice": "Another entry has this id; each needs one of its own.",
        "wrong_cited": "Choose the document, or remove this line.",
        "wrong_cited_twice": "This is cited twice; once is enough.",
        "wrong_declared": "A declaration has a name, a role and a day. Fill in all three, or none.",
    },
    "fr": {
        "due": "Merci de renvoyer vos réponses au plus tard le {due}.",
        "skip": "Aller aux questions",
        "language": "Langue",
        "script_needed": "Ce formulaire a besoin de JavaScript pour conserver et remettre vos réponses. Ouvrez-le dans un navigateur "
        "récent, ou demandez le classeur à qui vous l’a envoyé.",
        "how_title": "Comment faire",
        "how_1": "Indiquez quel jour vous répondez, qui répond et de quelles preuves vous disposez. Répondez ensuite aux questions, dans "
        "l’ordre de votre choix.",
        "how_2": "Ce que vous ne savez pas, ou ce qui ne s’applique pas à vous, peut se dire à chaque question. Une question que vous "
        "laissez vide reste ouverte et compte comme sans réponse.",
        "how_3": "Tout reste sur cet appareil : le formulaire n’envoie rien. À la fin, vous téléchargez un seul fichier avec vos réponses, "
        "et c’est ce fichier que vous renvoyez.",
        "how_same": "Là où vous voyez une réponse de la dernière fois, elle ne compte que si vous confirmez qu’elle est inchangée, ou si "
        "vous en donnez une nouvelle.",
        "privacy_text": "Les noms et fonctions sont demandés pour que les questions sur une réponse parviennent à qui l’a donnée. Ils sont "
        "conservés avec vos réponses, chiffrés, par l’organisation qui vous a envoyé ce formulaire, aussi longtemps qu’elle doit rendre "
        "compte de sa décision. Ils ne sont transmis à aucune autre fin. Ne nommez personne sans nécessité ; une fonction suffit là où "
        "aucun nom n’est utile. Pour voir, corriger ou effacer ce qui est conservé à votre sujet, écrivez à qui vous a envoyé ce "
        "formulaire.",
        "keep_title": "Interrompre et reprendre",
        "kept_not_yet": "Ce que vous saisissez est enregistré au fur et à mesure dans ce navigateur, sur cet appareil. Personne d’autre ne "
        "le reçoit.",
        "kept": "Enregistré dans ce navigateur, sur cet appareil, à {time}. Personne d’autre ne le reçoit. Sur un ordinateur partagé, "
        "effacez-le une fois vos réponses envoyées.",
        "kept_failed": "Ce navigateur ne permet pas au formulaire d’enregistrer quoi que ce soit. Enregistrez une copie avant de fermer "
        "cette page, et rouvrez-la pour continuer.",
        "kept_elsewhere": "Ce formulaire est aussi en cours de saisie dans une autre fenêtre, et seul le dernier enregistrement est "
        "conservé. Fermez l’une des deux, puis rechargez cette page.",
        "copy_save": "Enregistrer une copie",
        "copy_open": "Ouvrir une copie enregistrée",
        "copy_saved": "Une copie a été enregistrée sous {file}. Elle sert à continuer plus tard ; ce n’est pas le fichier à renvoyer.",
        "copy_opened": "La copie enregistrée est ouverte.",
        "copy_wrong": "Ce n’est pas une copie de ce formulaire, ou elle vient d’une autre édition. Rien n’a été changé.",
        "delete": "Effacer de ce navigateur",
        "delete_sure": "Effacer de ce navigateur tout ce que vous avez saisi ici ? Ce sera définitif.",
        "your_part": "À propos de vos réponses",
        "contents": "Sommaire",
        "progress_all": "{done} sur {all} avec réponse",
        "only_open": "Seulement les questions ouvertes",
        "all_hidden": "Plus rien n’est ouvert ici.",
        "person_one": "Personne",
        "person_add": "Ajouter une personne",
        "people_how": "Chaque personne qu’une réponse désigne. Vous choisissez la personne à côté de la réponse.",
        "id_optional": "Identifiant court",
        "id_how": "Formé à partir du nom ou du titre si vous le laissez vide.",
        "role": "Fonction",
        "remove": "Retirer",
        "removed": "Retiré.",
        "evidence_title": "Vos preuves",
        "evidence_how": "Déclarez chaque document une seule fois ; à côté des réponses, vous dites ce qu’il démontre. Le document lui-même "
        "reste chez vous jusqu’à ce qu’il vous soit demandé.",
        "evidence_last": "Les preuves de la dernière fois figurent déjà ici. Corrigez ce qui a changé ; elles comptent là où une réponse "
        "les cite.",
        "piece_one": "Document",
        "piece_add": "Ajouter un document",
        "file_choose": "Choisir le fichier",
        "file_how": "Remplit le nom et le SHA-256, qui permet de reconnaître le document. Le fichier est lu sur cet appareil seulement et "
        "n’est envoyé nulle part.",
        "file_busy": "Le SHA-256 est en cours de calcul.",
        "file_done": "Le nom et le SHA-256 sont remplis.",
        "file_failed": "Le SHA-256 ne peut pas être calculé dans ce navigateur. Laissez-le vide, ou écrivez-le vous-même.",
        "sha256": "SHA-256",
        "choose_kind": "Choisir une nature",
        "nobody": "Personne en particulier",
        "choose_piece": "Choisir un document",
        "last": "La dernière fois",
        "same": "Inchangé : c’est toujours la réponse",
        "state_open": "Ouverte",
        "state_done": "Avec réponse",
        "state_wrong": "À corriger",
        "one": "Choisissez une réponse.",
        "between_kinds": " ; ",
        "several": "Choisissez tout ce qui convient, ou dites plus bas que rien ne convient.",
        "number": "Un nombre{limits}",
        "day": "Un jour, au plus tard celui de vos réponses",
        "or_word": " ; ou choisissez « {text} »",
        "number_label": "Nombre ({unit})",
        "day_label": "Jour",
        "or": "ou",
        "reason": "Pourquoi cela ne s’applique pas",
        "clear": "Effacer cette réponse",
        "more": "Note, qui a répondu, preuves",
        "note": "Note",
        "by": "Répondu par",
        "cited": "Preuves",
        "cite_add": "Citer un document",
        "cite_first": "Déclarez d’abord vos documents plus haut.",
        "cite_which": "Document",
        "cite_where": "Endroit",
        "cite_where_how": "Par exemple CC6.1 ou page 12 ; peut rester vide.",
        "declare_title": "Votre déclaration",
        "declare": "Je déclare que les réponses de ce formulaire sont, à ma connaissance, complètes et exactes au jour indiqué ici.",
        "declare_how": "Des réponses que personne ne déclare sont reprises aussi, et signalées comme non déclarées.",
        "finish_title": "Vérifier et télécharger",
        "finish_how": "Vérifiez d’abord : vous voyez ce qui est encore ouvert et ce qui est à corriger. Ce qui est ouvert peut le rester. "
        "Téléchargez ensuite le fichier de vos réponses et envoyez-le à qui vous a envoyé ce formulaire.",
        "check": "Vérifier mes réponses",
        "download": "Télécharger mes réponses",
        "summary_wrong": "À corriger d’abord",
        "summary_good": "Rien n’est à corriger",
        "summary_open": "Encore ouvertes : {count}",
        "summary_all": "Toutes les questions ont une réponse.",
        "summary_undeclared": "Personne n’a encore déclaré les réponses.",
        "downloaded": "Vos réponses ont été téléchargées sous {file}. Envoyez maintenant ce fichier à qui vous a envoyé ce formulaire.",
        "wrong_day_missing": "Indiquez le jour de vos réponses.",
        "wrong_nothing": "Aucune question n’a encore de réponse : il n’y a rien à télécharger.",
        "wrong_date": "Ce n’est pas un jour du calendrier.",
        "wrong_later": "Ce jour est postérieur à celui de vos réponses.",
        "wrong_number": "Écrivez ici un nombre, sans unité ni mots.",
        "wrong_grouped": "Des milliers ou une fraction ? Écrivez le nombre sans séparateur de milliers, et une fraction avec un ou deux "
        "chiffres.",
        "wrong_least": "Le nombre est supérieur ou égal à {limit}.",
        "wrong_most": "Le nombre est inférieur ou égal à {limit}.",
        "wrong_reason": "Dites pourquoi cela ne s’applique pas.",
        "wrong_alone": "Une note ou une preuve figure ici sans réponse. Donnez une réponse, ou dites que vous ne savez pas.",
        "wrong_name": "Indiquez un nom.",
        "wrong_kind": "Choisissez la nature du document.",
        "wrong_title": "Indiquez un titre.",
        "wrong_expires": "Le document expire avant d’avoir été établi.",
        "wrong_sha256": "Un SHA-256 a 64 caractères, de 0 à 9 et de a à f. Laissez-le vide si vous ne le connaissez pas.",
        "wrong_id": "Un identifiant a des lettres, chiffres, points, traits d’union et tirets bas, 63 au plus, et commence par une lettre "
        "ou un chiffre.",
        "wrong_twice": "Une autre entrée porte cet identifiant ; chacune a besoin du sien.",
        "wrong_cited": "Choisissez le document, ou retirez cette ligne.",
        "wrong_cited_twice": "Cité deux fois ; une fois suffit.",
        "wrong_declared": "Une déclaration a un nom, une fonction et un jour. Remplissez les trois, ou aucun.",
    },
}

WORDS: Mapping[str, Mapping[str, str]] = {lang: {**WORKBOOK[lang], **words} for lang, words in _OWN.items()}
"""The form's own words, laid over those of the workbook."""

LANGUAGES = {"en": "English", "fr": "Français"}
"""Each language in itself."""

IN_SCRIPT = tuple(
    key
    for key in _OWN["en"]
    if key.startswith(("kept_f", "kept_e", "state_", "summary_", "wrong_"))
    or key in ("kept", "copy_saved", "copy_opened", "copy_wrong", "delete_sure", "progress_all", "all_hidden", "removed", "downloaded")
    or key in ("file_busy", "file_done", "file_failed", "choose_kind", "choose_piece", "nobody")
)
"""What is said while somebody fills in."""
