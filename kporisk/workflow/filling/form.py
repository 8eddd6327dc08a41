"""The form of a respondent: what is asked of a vendor as it stands in the register, for the browser."""

from __future__ import annotations

from datetime import date

from kporisk.documents.form.page import write_form
from kporisk.model.checklist import Respondent
from kporisk.register.kinds import Known
from kporisk.workflow.filling.workbook import material_for
from kporisk.workflow.workspace.opened import Workspace


def form_for(
    workspace: Workspace, known: Known, respondent: Respondent, *, langs: tuple[str, ...], as_of: date, due: date | None = None
) -> bytes:
    """The .html file in which a respondent answers what is asked about a vendor; it holds what the workbook holds.

    Raises UsageError as `kporisk.workflow.filling.workbook.material_for`.
    """
    return write_form(material_for(workspace, known, respondent, langs=langs, as_of=as_of, due=due))
