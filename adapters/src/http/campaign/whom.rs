//! Who is meant by whoever names one person: by what they are known by, or by their number in a campaign.

use habeas_domain::ParseError;
use habeas_domain::id::CampaignId;
use habeas_domain::kind::IdentifierType;
use habeas_domain::place::Country;

use crate::campaigns::history::{Found, Whom};
use crate::campaigns::list::{Field, address_term, text_of};
use crate::http::Api;
use crate::http::field::{Problems, Text};
use crate::http::problem::{FieldProblem, Problem};
use crate::vault::Term;

const MISSING: &str = "is missing";
const VALUE: &str = "/identifier/value";
const NAME: &str = "/identifier/name";
const ADDRESS: &str = "/identifier/address";

/// What somebody on a list is known by.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    /// `account`, `email`, `phone`; or `address`, for whom a list had nothing else or gave a name as well.
    #[serde(rename = "type")]
    kind: Text,
    /// The account, e-mail address or telephone number.
    value: Option<Text>,
    /// With `address`: the name above it, where the list gave one.
    name: Option<Text>,
    /// With `address`: the postal address. How it stands in lines, and its case, make no difference.
    address: Option<Text>,
}

/// One person, as they are named.
#[derive(Clone, Copy)]
pub(super) struct Sought<'b> {
    /// What they are known by.
    pub(super) identifier: Option<&'b Known>,
    /// In place of it: a campaign, and
    pub(super) campaign: Option<&'b Text>,
    /// their number in it.
    pub(super) person: Option<i64>,
}

impl Sought<'_> {
    /// Reads who is meant: every problem at once.
    pub(super) fn read(self, api: &Api) -> Result<Whom, Problem> {
        let mut out = Problems::default();
        let campaign =
            self.campaign.map(|text| text.parse("/campaign", &mut out, CampaignId::parse));
        let whom = match (self.identifier, campaign, self.person) {
            (Some(known), None, None) => known.whom(api, &mut out),
            (None, Some(campaign), Some(person)) => {
                campaign.map(|campaign| Whom::Person(Found { campaign, person }))
            }
            (Some(_), _, _) => {
                let rule = "must stand alone: a campaign and a number say who it is";
                out.push(FieldProblem::at("/identifier", rule));
                None
            }
            (None, campaign, person) => {
                let missing = match (campaign, person) {
                    (None, None) => "/identifier",
                    (None, Some(_)) => "/campaign",
                    (Some(_), _) => "/person",
                };
                out.push(FieldProblem::at(missing, MISSING));
                None
            }
        };
        out.finish(whom)
    }

    /// The same in the one campaign that is asked.
    pub(super) fn read_in(self, campaign: &CampaignId, api: &Api) -> Result<Whom, Problem> {
        match (self.identifier, self.person) {
            (None, Some(person)) => Ok(Whom::Person(Found { campaign: campaign.clone(), person })),
            (Some(_), Some(_)) => {
                let rule = "must stand alone: a number says who it is";
                Err(Problem::fields(vec![FieldProblem::at("/identifier", rule)]))
            }
            (_, None) => self.read(api),
        }
    }
}

impl Known {
    fn whom(&self, api: &Api, out: &mut Problems) -> Option<Whom> {
        let home = api.cases().rules().now().house().country.clone();
        self.term(&home, out).map(Whom::KnownBy)
    }

    /// What the lists know it by.
    fn term(&self, home: &Country, out: &mut Problems) -> Option<Term> {
        let kind = self.kind.parse("/identifier/type", out, kind_of)?;
        let beside = match kind {
            Kind::Address => vec![(VALUE, &self.value)],
            Kind::Identifier(_) => vec![(NAME, &self.name), (ADDRESS, &self.address)],
        };
        for (pointer, _) in beside.into_iter().filter(|(_, text)| text.is_some()) {
            out.push(FieldProblem::at(pointer, "does not belong to this type"));
        }
        match kind {
            Kind::Identifier(kind) => {
                let value = required(self.value.as_ref(), VALUE, out)?;
                value.parse(VALUE, out, |text| Term::identifier(kind, text, Some(home)))
            }
            Kind::Address => {
                let name = self.name.as_ref().map(|name| name.parse(NAME, out, text_of));
                let address = required(self.address.as_ref(), ADDRESS, out)?;
                let address = address.parse(ADDRESS, out, text_of)?;
                let name = match name {
                    Some(name) => Some(name?),
                    None => None,
                };
                address_term(name.as_deref(), &address).ok()
            }
        }
    }
}

fn required<'t>(text: Option<&'t Text>, pointer: &str, out: &mut Problems) -> Option<&'t Text> {
    if text.is_none() {
        out.push(FieldProblem::at(pointer, MISSING));
    }
    text
}

/// What lists know people by.
#[derive(Clone, Copy)]
enum Kind {
    Identifier(IdentifierType),
    Address,
}

fn kind_of(text: &str) -> Result<Kind, ParseError> {
    let of = [
        (Field::Account, Kind::Identifier(IdentifierType::Account)),
        (Field::Email, Kind::Identifier(IdentifierType::Email)),
        (Field::Phone, Kind::Identifier(IdentifierType::Phone)),
        (Field::Address, Kind::Address),
    ];
    let found = of.into_iter().find(|(field, _)| field.code() == text);
    let rule = "must be account, email, phone or address";
    found.map(|(_, kind)| kind).ok_or(ParseError { what: "identifier", rule })
}
