//! The greeting above and the addresses below.

use super::page;
use crate::letters::campaign::ManyTold;
use crate::letters::card::HouseCard;
use crate::letters::pen::Pen;
use crate::letters::wanted::greets;
use crate::letters::written::Written;

/// Around the notices of a message: subject, greeting, and a text message whole.
pub(in crate::letters) struct Frame {
    word: &'static str,
    reference: String,
    house: String,
    staff: bool,
    name: Option<String>,
    title: String,
    short: String,
    link: Option<String>,
}

/// Under a message: who writes, and how to reach them (P01).
pub(in crate::letters) struct Footer {
    reference: String,
    house: String,
    staff: bool,
    because: &'static str,
    email: Option<String>,
    phone: Option<String>,
    page: Option<String>,
    post: Option<String>,
}

page!(Frame::write: "en/frame.letter", "zh/frame.letter");
page!(Footer::write: "en/footer.letter", "zh/footer.letter");

impl Frame {
    /// Around what many people are told.
    pub(in crate::letters) fn to_many(
        told: &ManyTold<'_>,
        title: String,
        short: String,
        link: Option<String>,
    ) -> Self {
        Self {
            word: told.called(),
            reference: told.reference.to_string(),
            house: told.house_name(),
            staff: false,
            name: None,
            title,
            short,
            link,
        }
    }

    pub(in crate::letters) fn of<C: Written>(
        pen: &Pen<'_, C>,
        title: String,
        short: String,
        link: Option<String>,
    ) -> Self {
        let name = pen.material.opened.name.filter(|_| greets(pen.case, pen.message));
        Self {
            word: pen.word(),
            reference: pen.case.reference().to_string(),
            house: pen.house(),
            staff: pen.message.to.is_of_the_house(),
            name: name.map(str::to_owned),
            title,
            short,
            link,
        }
    }
}

impl Footer {
    /// Under what many people are told.
    pub(in crate::letters) fn to_many(told: &ManyTold<'_>) -> Self {
        let reference = told.reference.to_string();
        let around = (reference, told.house_name(), told.because());
        Self::on(told.house, false, around, told.separator())
    }

    pub(in crate::letters) fn of<C: Written>(pen: &Pen<'_, C>) -> Self {
        let because = pen.tongue.pick(pen.case.because());
        let around = (pen.case.reference().to_string(), pen.house(), because);
        let staff = pen.message.to.is_of_the_house();
        Self::on(pen.material.house, staff, around, pen.tongue.pick((", ", "，")))
    }

    fn on(
        card: &HouseCard,
        staff: bool,
        (reference, house, because): (String, String, &'static str),
        separator: &str,
    ) -> Self {
        Self {
            reference,
            house,
            staff,
            because,
            email: Some(card.email.clone()),
            phone: card.phone.clone(),
            page: card.page.clone(),
            post: (!card.post.is_empty()).then(|| card.post.join(separator)),
        }
    }
}
