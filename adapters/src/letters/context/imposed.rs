//! Duties that authorities imposed by dates of their own, as staff read of them.

use habeas_domain::docket::imposed::Imposed;

use super::staff::joined;
use crate::letters::dates;
use crate::letters::pen::Pen;
use crate::letters::words::work;
use crate::letters::written::Written;

/// One that is due soon, or late.
pub(super) fn running_out<C: Written, By>(pen: &Pen<'_, C>, duty: &Imposed<By>) -> String {
    let what = pen.tongue.pick(work::duty(duty.duty));
    let whose = pen.tongue.pick(("imposed by an authority", "监管机构要求"));
    let due = dates::due_of(pen.tongue, duty.due, pen.house_zone());
    joined(pen.tongue, &format!("{what}{}", pen.in_brackets(whose)), &due)
}

/// One that was imposed just now.
pub(super) fn demanded<C: Written, By>(pen: &Pen<'_, C>, duty: &Imposed<By>) -> String {
    let what = pen.tongue.pick(work::duty(duty.duty));
    let said = pen.tongue.pick(("an authority demands", "监管机构要求"));
    let due = dates::due_of(pen.tongue, duty.due, pen.house_zone());
    joined(pen.tongue, said, &format!("{what}{}", pen.in_brackets(&due)))
}
