//! The HTML of every sample: accessible, escaped, and the same as the text.

use habeas_adapters::letters::Tongue;

use crate::around::{NAME, mail};
use crate::samples::all;

/// The letters and digits of a text, without what only lays it out.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What a reader of the HTML sees.
fn seen(html: &str) -> String {
    let (_, body) = html.split_once("<body>").unwrap();
    let mut out = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

#[test]
fn text_and_html_say_the_same() {
    for sample in all() {
        for tongue in Tongue::ALL {
            let (_, text, html) = mail(&sample, &tongue.language());
            assert_eq!(bare(&text), bare(&seen(&html)), "{}", sample.name);
        }
    }
}

#[test]
fn the_document_is_whole_and_asks_for_nothing_from_outside() {
    for sample in all() {
        for tongue in Tongue::ALL {
            let (subject, _, html) = mail(&sample, &tongue.language());
            let open = format!("<!doctype html>\n<html lang=\"{}\" dir=\"ltr\">", tongue.tag());
            assert!(html.starts_with(&open), "{}", sample.name);
            assert_eq!(html.matches("<h1>").count(), 1, "{}", sample.name);
            assert!(html.contains(&format!("<title>{subject}</title>")), "{}", sample.name);
            for outside in ["<img", "<script", "<link", "src=", "url(", "@import", "http-equiv"] {
                assert!(!html.contains(outside), "{}: {outside}", sample.name);
            }
            for link in html.split("href=\"").skip(1) {
                assert!(
                    link.starts_with("https://dramalight.example/")
                        || link.starts_with("https://privacy.dramalight.example/")
                        || link.starts_with("https://desk.dramalight.example/")
                );
            }
            let order: Vec<char> = html
                .match_indices("<h")
                .filter_map(|(at, _)| html[at + 2..].chars().next())
                .filter(char::is_ascii_digit)
                .collect();
            let climbs = order.windows(2).all(|pair| pair[1] as u8 <= pair[0] as u8 + 1);
            assert!(order.first() == Some(&'1') && climbs, "{}: {order:?}", sample.name);
        }
    }
}

#[test]
fn what_people_write_stays_text() {
    let mut greeted = 0;
    for sample in all() {
        for tongue in Tongue::ALL {
            let (_, text, html) = mail(&sample, &tongue.language());
            assert!(!html.contains("<b>") && !html.contains("<i>"), "{}", sample.name);
            assert!(!html.contains("href=\"https://evil.example"), "{}", sample.name);
            if text.contains(NAME) {
                assert!(html.contains("Mei &#60;b&#62;&#38;&#34;O&#39;Hara&#34;&#60;/b&#62;"));
                greeted += 1;
            }
        }
    }
    assert!(greeted > 10);
}

/// Relative luminance, WCAG 2.2.
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn colours<'c>(css: &'c str, property: &str) -> Vec<&'c str> {
    css.match_indices(property)
        .filter(|(at, _)| *at == 0 || !css[..*at].ends_with('-'))
        .map(|(at, _)| &css[at + property.len()..at + property.len() + 6])
        .collect()
}

#[test]
fn colours_can_be_read_by_day_by_night_and_on_paper() {
    let sample = all().swap_remove(0);
    let (_, _, html) = mail(&sample, &Tongue::En.language());
    let (light, rest) = html.split_once("@media (prefers-color-scheme: dark)").unwrap();
    let (dark, print) = rest.split_once("@media print").unwrap();
    for css in [light, dark, print] {
        let ground = luminance(colours(css, "background: #")[0]);
        let fronts = colours(css, " color: #");
        assert!(!fronts.is_empty());
        for front in fronts {
            let front_luminance = luminance(front);
            let (high, low) = (ground.max(front_luminance), ground.min(front_luminance));
            let contrast = (high + 0.05) / (low + 0.05);
            assert!(contrast >= 4.5, "{front}: {contrast}");
        }
    }
    for (at, _) in html.match_indices("font-size: ") {
        let size: String = html[at + 11..].chars().take_while(|c| *c != ';').collect();
        let small = size.strip_suffix("px").is_some_and(|px| px.parse::<f64>().unwrap() < 16.0)
            || size.strip_suffix("em").is_some_and(|em| em.parse::<f64>().unwrap() < 1.0);
        assert!(!small, "{size}");
    }
}
