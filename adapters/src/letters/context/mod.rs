//! A context for each notice: exactly what its templates print, in words.

mod answer;
mod complain;
mod complaint;
mod extension;
mod frame;
mod imposed;
mod incident;
mod of_complaint;
mod of_incident;
mod of_request;
mod proof;
mod receipt;
mod staff;
mod tracks;

pub(super) use complain::Complain;
pub(super) use frame::{Footer, Frame};

/// Gives a context a template in each language. The paths are literals, so that the templates are
/// compiled, and a field that is not there does not compile.
macro_rules! page {
    ($context:ident::$name:ident: $en:literal, $zh:literal) => {
        impl $context {
            pub(in crate::letters) fn $name(
                &self,
                tongue: $crate::letters::tongue::Tongue,
            ) -> Result<String, $crate::letters::render::RenderError> {
                #[derive(askama::Template)]
                enum Page<'c> {
                    #[template(path = $en)]
                    En { c: &'c $context },
                    #[template(path = $zh)]
                    Zh { c: &'c $context },
                }
                let page = match tongue {
                    $crate::letters::tongue::Tongue::En => Page::En { c: self },
                    $crate::letters::tongue::Tongue::Zh => Page::Zh { c: self },
                };
                Ok(askama::Template::render(&page)?)
            }
        }
    };
}
use page;
