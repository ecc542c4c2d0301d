//! A stranger's walk over central's pages, as each role and without an account. It follows any link and sends any form
//! with any content. No page fails, no link is broken, every page has a heading and a way on.
//!
//! `KENTONGAN_WALK=SEED` repeats one walk. At night it walks ten times as far.

use fastrand::Rng;
use kentongan_central::{Rate, Role, Settings};
use scraper::{ElementRef, Html, Selector};

use crate::support::{Browser, Dice, FORM, PASSWORD, Page, Server, nightly};

#[path = "../../../../tests/walks/texts.rs"]
mod texts;

/// Steps of each role.
const STEPS: usize = 250;

/// An action that a page offers.
enum Way {
    /// A link, or a form with the method GET.
    Get(String),
    /// A form with the method POST: its address and fields.
    Post(String, Vec<(String, String)>),
}

fn all<'a>(page: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(css).unwrap()).collect()
}

fn inside<'a>(element: &ElementRef<'a>, css: &str) -> Vec<ElementRef<'a>> {
    element.select(&Selector::parse(css).unwrap()).collect()
}

fn encoded(fields: &[(String, String)]) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    let part = |text: &str| text.bytes().map(byte).collect::<String>();
    fields.iter().map(|(name, value)| format!("{}={}", part(name), part(value))).collect::<Vec<_>>().join("&")
}

/// The form's fields, filled in: as they are, with another choice, or with an odd text.
fn filled(form: &ElementRef<'_>, rng: &mut Rng) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for field in inside(form, "input[name], select[name], textarea[name], button[name]") {
        let value = field.value();
        let name = value.attr("name").unwrap_or_default().to_owned();
        let own = value.attr("value").unwrap_or_default().to_owned();
        let options = inside(&field, "option");
        let given = match value.attr("type").unwrap_or(value.name()) {
            "select" if !options.is_empty() => {
                options[rng.usize(..options.len())].value().attr("value").unwrap_or_default().to_owned()
            }
            // Sometimes the walker changes a token or a hidden choice, as a manipulated browser does.
            "hidden" if rng.u8(..20) > 0 => own,
            "checkbox" | "radio" if rng.bool() => continue,
            "checkbox" | "radio" | "submit" | "button" => own,
            _ => texts::typed(rng),
        };
        fields.push((name, given));
    }
    fields
}

/// Every action that the page offers.
fn ways(page: &Html, here: &str, rng: &mut Rng) -> Vec<Way> {
    let path = here.split('?').next().unwrap_or_default();
    let to = |target: &str| match target {
        "" => path.to_owned(),
        target if target.starts_with('?') => format!("{path}{target}"),
        target => target.split('#').next().unwrap_or_default().to_owned(),
    };
    let mut ways: Vec<Way> = Vec::new();
    for link in all(page, "a[href]") {
        let target = link.value().attr("href").unwrap_or_default();
        // Skip telephone numbers and other sites.
        if target.starts_with('/') || target.starts_with('?') {
            ways.push(Way::Get(to(target)));
        }
    }
    for form in all(page, "form") {
        let action = to(form.value().attr("action").unwrap_or_default());
        let fields = filled(&form, rng);
        let posts = form.value().attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        if form.value().attr("enctype").is_some_and(|kind| kind.starts_with("multipart")) {
            continue;
        }
        ways.push(if posts { Way::Post(action, fields) } else { Way::Get(format!("{action}?{}", encoded(&fields))) });
    }
    ways
}

/// Checks a page as received.
fn look(page: &Page, from: &str) {
    if page.leads_to().is_empty()
        && page.headers.get("content-type").is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html"))
    {
        let html = Html::parse_document(&page.html);
        let headings: Vec<String> = all(&html, "h1").iter().map(|heading| heading.text().collect()).collect();
        assert!(matches!(headings.as_slice(), [one] if !one.trim().is_empty()), "{from}: headings {headings:?}");
        assert!(!all(&html, "a[href^='/'], form").is_empty(), "{from}: no way on: {}", page.html);
        let mut ids: Vec<&str> = all(&html, "[id]").iter().filter_map(|element| element.value().attr("id")).collect();
        ids.sort_unstable();
        let twice: Vec<_> = ids.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{from}: ids that stand twice: {twice:?}");
    }
    assert!(page.status < 500, "{from}: {}: {}", page.status, page.html);
}

async fn walk(server: &Server, role: Option<Role>, seed: u64) {
    let mut rng = Rng::with_seed(seed);
    let mut browser = Browser::open(server);
    let sign_in = |role: Role| (role.as_str(), PASSWORD);
    if let Some((login, password)) = role.map(sign_in) {
        browser.sign_in(login, password).await;
    }
    let mut here = "/".to_owned();
    let mut page = browser.get(&here).await;
    let steps = if nightly() { 10 * STEPS } else { STEPS };
    for step in 0..steps {
        let from = format!("KENTONGAN_WALK={seed}, {role:?}, step {step}, {here}");
        look(&page, &from);
        if !page.leads_to().is_empty() {
            here = page.leads_to().to_owned();
            page = browser.get(&here).await;
            continue;
        }
        let ways = ways(&Html::parse_document(&page.html), &here, &mut rng);
        if ways.is_empty() || page.headers.get("content-disposition").is_some() {
            here = "/".to_owned();
            page = browser.get(&here).await;
            continue;
        }
        match &ways[rng.usize(..ways.len())] {
            Way::Get(path) => {
                page = browser.get(path).await;
                // An address from a page must exist. One that was filled in at random need not.
                let offered = !path.contains('?');
                assert!(!offered || page.status < 400, "{from}: {path} leads nowhere: {}", page.status);
                here.clone_from(path);
            }
            Way::Post(path, fields) => {
                page = browser.post_raw(path, FORM, encoded(fields)).await;
                here.clone_from(path);
                // A changed token signs nobody out.
                let signed_out = here == "/sign-out" && page.status < 400;
                if signed_out && let Some((login, password)) = role.map(sign_in) {
                    browser.sign_in(login, password).await;
                    here = "/".to_owned();
                    page = browser.get("/").await;
                }
            }
        }
        // A page that only answers a form cannot be loaded again.
        if page.status == 405 || page.status == 404 {
            look(&page, &from);
            here = "/".to_owned();
            page = browser.get(&here).await;
        }
    }
}

#[tokio::test]
async fn any_link_and_any_form_lead_to_a_page_with_a_way_on() {
    let rate = Rate { per_second: 100_000, at_once: 100_000, under_way: 100 };
    let server = Server::start_with(Settings { page_rate: Some(rate), ..Settings::default() }).await;
    let mut dice = Dice::new();
    for _phone in 0..2 {
        let phone = server.phone().await;
        for _record in 0..6 {
            phone.send_one(&phone.incident(&mut dice)).await;
            phone.send_one(&phone.activity(&mut dice)).await;
        }
    }
    for role in Role::ALL {
        server.central.add_account(role.as_str(), role, PASSWORD).await.unwrap();
    }
    let seed = std::env::var("KENTONGAN_WALK").map_or(1, |seed| seed.parse().unwrap());
    for role in Role::ALL.map(Some).into_iter().chain([None]) {
        walk(&server, role, seed).await;
    }
}
