//! What is looked for in lists of cases, given in an address or in a body.

use cqrs_es::Aggregate;
use habeas_domain::ParseError;
use habeas_domain::case::CaseId as _;
use habeas_domain::kind::IdentifierType;
use habeas_domain::place::Country;

use super::list::{Found, Reading, Sought, Wanted};
use crate::http::Api;
use crate::http::field::{Problems, Text};
use crate::http::problem::Problem;
use crate::http::query::Params;
use crate::vault::Term;
use crate::views::list::{Among, IdOf};

/// Something that a person is known by.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct SoughtIdentifier {
    /// As in letters: `account`, `email`, `phone` …
    #[serde(rename = "type")]
    pub(in crate::http) kind: Text,
    pub(in crate::http) value: Text,
}

impl SoughtIdentifier {
    /// Takes it out of an address, where its two halves are parameters.
    pub(in crate::http) fn take(params: &mut Params, out: &mut Problems) -> Option<Self> {
        let kind = params.take("identifier_type", out);
        let value = params.take("identifier", out);
        match (kind, value) {
            (Some(kind), Some(value)) => Some(Self { kind, value }),
            (None, None) => None,
            (kind, _) => {
                let missing = if kind.is_some() { "/identifier" } else { "/identifier_type" };
                let rule = "must be given, as identifier and identifier_type go together";
                out.add(missing, ParseError { what: "identifier", rule });
                None
            }
        }
    }

    /// What the index knows it by; the pointers are those of its two halves.
    pub(in crate::http) fn term(
        &self,
        [of_kind, of_value]: [&str; 2],
        home: &Country,
        out: &mut Problems,
    ) -> Option<Term> {
        let kind = self.kind.parse(of_kind, out, IdentifierType::parse)?;
        self.value.parse(of_value, out, |text| Term::identifier(kind, text, Some(home)))
    }
}

/// What is looked for among cases of one kind, as it came: those for which everything given is true.
pub(in crate::http) trait Search: Sized {
    /// The filter of their list.
    type Filter: Among;

    /// Takes it out of an address.
    fn take(params: &mut Params, out: &mut Problems) -> Self;
    /// What it has in common with a search among cases of another kind.
    fn common(&self) -> Common<'_>;
    /// The filter; what the vault's index knows is added later.
    fn filter(&self, read: &mut Reading<'_>) -> Self::Filter;

    /// Reads the parameters of an address: every problem at once, each with its parameter.
    fn of_query(query: Option<&str>, api: &Api) -> Result<SoughtCases<Self::Filter>, Problem> {
        let (mut params, mut out) = (Params::read(query), Problems::default());
        let search = Self::take(&mut params, &mut out);
        params.finish(&mut out);
        let sought = SoughtCases::read(&search, api, &mut out, ["/identifier_type", "/identifier"]);
        out.of_parameters().finish(sought)
    }

    /// Reads a body: every problem at once, each with its pointer.
    fn of_body(&self, api: &Api) -> Result<SoughtCases<Self::Filter>, Problem> {
        let mut out = Problems::default();
        let sought =
            SoughtCases::read(self, api, &mut out, ["/identifier/type", "/identifier/value"]);
        out.finish(sought)
    }
}

/// What every search has, as it came.
#[derive(Clone, Copy)]
pub(in crate::http) struct Common<'s> {
    pub(in crate::http) identifier: Option<&'s SoughtIdentifier>,
    pub(in crate::http) external_ref: Option<&'s Text>,
    pub(in crate::http) page: Wanted<'s>,
}

/// Two functions of [`Search`] that go through its fields: those that are its own, all of them texts, and
/// those that every search has. They stand side by side in each search, since its schema and its problems name
/// them so.
macro_rules! fields {
    ($($own:ident),+) => {
        fn take(
            params: &mut $crate::http::query::Params,
            out: &mut $crate::http::field::Problems,
        ) -> Self {
            Self {
                identifier: $crate::http::case::find::SoughtIdentifier::take(params, out),
                $($own: params.take(stringify!($own), out),)+
                due_before: params.take("due_before", out),
                overdue: params.flag("overdue", out),
                reference: params.take("reference", out),
                external_ref: params.take("external_ref", out),
                sort: params.take("sort", out),
                limit: params.number("limit", out),
                cursor: params.take("cursor", out),
            }
        }

        fn common(&self) -> $crate::http::case::find::Common<'_> {
            $crate::http::case::find::Common {
                identifier: self.identifier.as_ref(),
                external_ref: self.external_ref.as_ref(),
                page: $crate::http::case::list::Wanted {
                    sort: self.sort.as_ref(),
                    limit: self.limit,
                    cursor: self.cursor.as_ref(),
                },
            }
        }
    };
}
pub(in crate::http) use fields;

/// What is looked for among cases, read.
pub(in crate::http) struct SoughtCases<F: Among> {
    terms: Vec<Term>,
    sought: Sought<F>,
}

impl<F: Among> SoughtCases<F> {
    /// The pointers are those of the two halves of the identifier.
    fn read<S: Search<Filter = F>>(
        search: &S,
        api: &Api,
        out: &mut Problems,
        identifier: [&str; 2],
    ) -> Option<Self> {
        let common = search.common();
        let mut reading = Reading::of(api, out);
        let filter = search.filter(&mut reading);
        let rules = api.cases().rules().now();
        let home = &rules.house().country;
        let term = common.identifier.and_then(|one| one.term(identifier, home, out));
        let ticket = common.external_ref;
        let ticket = ticket.and_then(|t| t.parse("/external_ref", out, Term::portal_ticket));
        let sought = Sought { filter, page: common.page.read(out)? };
        Some(Self { terms: term.into_iter().chain(ticket).collect(), sought })
    }

    /// Finds it.
    pub(in crate::http) async fn found(mut self, api: &Api) -> Result<Found<F::Row>, Problem> {
        let (ids, incomplete) = indexed::<F>(api, &self.terms).await?;
        self.sought.filter.among(ids);
        Ok(Found { incomplete, ..self.sought.found(api).await? })
    }
}

/// Which cases of one kind the vault's index gives for all of these terms; none where nothing is looked
/// for. What is given twice over must be true of the same case. Whether the index has more than it
/// gives stands beside it.
async fn indexed<F: Among>(
    api: &Api,
    terms: &[Term],
) -> Result<(Option<Vec<IdOf<F>>>, bool), Problem> {
    let (mut ids, mut more): (Option<Vec<IdOf<F>>>, bool) = (None, false);
    for term in terms {
        let found = api.vault().find(<F::Stream as Aggregate>::TYPE, term).await?;
        more |= found.more;
        let these = found.cases.into_iter().filter_map(|case| IdOf::<F>::read(&case.id).ok());
        ids = Some(match ids.take() {
            None => these.collect(),
            Some(before) => {
                let these: Vec<IdOf<F>> = these.collect();
                let also = |id: &IdOf<F>| these.iter().any(|other| other.text() == id.text());
                before.into_iter().filter(also).collect()
            }
        });
    }
    Ok((ids, more))
}
