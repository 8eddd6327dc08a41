
/* Questions: what is chosen and entered at each. The page itself is what is remembered; nothing stands beside it. */

const questions = all("[data-question]");

function questionOf(id) {
  return document.getElementById(`q-${id}`);
}

function chosen(question) {
  return all(`input[name="a-${question.dataset.question}"]:checked`, question).map((input) => input.value);
}

function entryOf(question) {
  return one("[data-entry]", question);
}

function isEntered(field) {
  return Boolean(field) && (field.value.trim() !== "" || field.validity.badInput);
}

function isAnswered(question) {
  return chosen(question).length > 0 || isEntered(entryOf(question));
}

/* What excludes the rest is unticked by the rest, and the other way round. */
function exclude(question, changed) {
  const entry = entryOf(question);
  const alone = changed.dataset.alone !== undefined;
  if (changed.type === "checkbox" && !changed.checked) return;
  if (changed === entry && !isEntered(entry)) return;
  for (const input of all(`input[type="checkbox"][name="a-${question.dataset.question}"]`, question)) {
    if (input !== changed && (alone || input.dataset.alone !== undefined)) input.checked = false;
  }
  if (alone && entry) entry.value = "";
}

function clearAnswer(question) {
  for (const input of all(`input[name="a-${question.dataset.question}"]`, question)) input.checked = false;
  one("input", question).focus();
}

/* What belongs to an answer, as it is typed in. */
function saidAt(question) {
  return {
    chosen: chosen(question),
    entry: entryOf(question)?.value ?? "",
    reason: one("[data-reason] textarea", question)?.value ?? "",
    note: one("[data-note]", question).value,
    by: one("[data-by]", question).value,
    cited: citedIn(question).map(valuesOf),
  };
}

function sayAt(question, said, entryNow) {
  const ticked = Array.isArray(said.chosen) ? said.chosen : [];
  for (const input of all(`input[name="a-${question.dataset.question}"]`, question)) input.checked = ticked.includes(input.value);
  if (entryOf(question)) entryOf(question).value = said.entry ?? "";
  if (one("[data-reason]", question)) one("[data-reason] textarea", question).value = said.reason ?? "";
  one("[data-note]", question).value = said.note ?? "";
  one("[data-by]", question).value = entryNow(said.by);
  one("[data-cited]", question).replaceChildren();
  for (const cited of said.cited ?? []) addCited(question, entryNow(cited.which), cited.where ?? "");
  if (said.note || said.by || said.cited?.length) one("details", question).open = true;
}

/* How a question stands, shown at the question. */
function showState(question) {
  const answered = isAnswered(question);
  const ticked = chosen(question);
  const wrong = question.classList.contains("wrong");
  question.classList.toggle("done", answered && !wrong);
  tell(one("[data-state]", question), wrong ? "state_wrong" : answered ? "state_done" : "state_open");
  const reason = one("[data-reason]", question);
  if (reason) reason.hidden = !ticked.includes("not_applicable");
  one("[data-evidence]", question).hidden = ticked.includes("unknown");
  const clear = one("[data-clear]", question);
  if (clear) clear.hidden = !answered;
}

let counted = -1;

function showProgress() {
  const done = questions.filter(isAnswered);
  for (const place of all("[data-progress]")) {
    const own = questions.filter((question) => question.closest("[data-domain]").dataset.domain === place.dataset.progress);
    tell(place, "progress_all", { done: own.filter((question) => done.includes(question)).length, all: own.length });
  }
  tell(one("[data-progress-all]"), "progress_all", { done: done.length, all: questions.length });
  one("progress").value = done.length / questions.length;
  if (counted >= 0 && counted !== done.length) tell(one("[data-announced]"), "progress_all", { done: done.length, all: questions.length });
  counted = done.length;
}

/* Only what is open when it is asked for: nothing vanishes while it is answered. */
function showOnlyOpen(only) {
  for (const question of questions) question.hidden = only && isAnswered(question) && !question.classList.contains("wrong");
  for (const domain of all("[data-domain]")) {
    const left = all("[data-question]", domain).some((question) => !question.hidden);
    const hint = one("[data-all-hidden]", domain);
    tell(hint, "all_hidden");
    hint.hidden = left;
  }
}
