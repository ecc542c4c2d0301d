//! Who may use which page: every route of the table, asked as every role and as a stranger.

use kentongan_central::{Access, PageRoute, Permission, Role, page_routes};

use crate::support::{Browser, Dice, Page, Server};

/// The heading of the page for accounts without the permission.
const FORBIDDEN: &str = "<h1>Tidak diizinkan</h1>";

/// What a page says about the permission of its visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    SignInFirst,
    Forbidden,
    Allowed,
}

/// Reads an answer. A form is sent with a wrong token, so that an allowed one changes nothing.
fn answer(asked: &str, route: PageRoute, page: &Page) -> Answer {
    if page.status == 303 && page.leads_to().starts_with("/sign-in") {
        return Answer::SignInFirst;
    }
    if page.html.contains(FORBIDDEN) {
        assert_eq!(page.status, 403, "{asked}");
        return Answer::Forbidden;
    }
    match route.method {
        // "/" and the sign-in page of a signed-in visitor lead on.
        "GET" => assert!(page.status == 200 || page.leads_to() == "/summary", "{asked}: {}", page.status),
        _ => assert_eq!(page.status, 403, "{asked}: the token is wrong"),
    }
    Answer::Allowed
}

fn expected(access: Access, role: Option<Role>) -> Answer {
    match (access, role) {
        (Access::Everybody, _) | (Access::SignedIn, Some(_)) => Answer::Allowed,
        (Access::SignedIn | Access::Needs(_), None) => Answer::SignInFirst,
        (Access::Needs(permission), Some(role)) if role.permissions().contains(&permission) => Answer::Allowed,
        (Access::Needs(_), Some(_)) => Answer::Forbidden,
    }
}

#[tokio::test]
async fn every_route_answers_every_role_and_a_stranger_exactly_as_its_permission_says() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let incident = phone.incident(&mut Dice::new());
    phone.send(&[&incident]).await;
    let routes = page_routes();
    let mut seen = Vec::new();
    for role in std::iter::once(None).chain(Role::ALL.map(Some)) {
        let mut browser = match role {
            Some(role) => Browser::signed_in(&server, role).await,
            None => Browser::open(&server),
        };
        for route in &routes {
            let path = route.path.replace("{code}", "KML-01").replace("{name}", "central.css");
            let path = path.replace("/records/{maker}/{record}", &incident.page());
            assert!(!path.contains('{'), "{path} has a part that this test does not fill in");
            let page = match route.method {
                "GET" => browser.get(&path).await,
                "POST" if path == "/carry" => browser.upload(&path, "wrong", b"").await,
                "POST" => browser.post(&path, &[("token", "wrong"), ("language", "id")]).await,
                other => panic!("{other} {path}"),
            };
            let asked = format!("{} {path} as {role:?}", route.method);
            let answer = answer(&asked, *route, &page);
            assert_eq!(answer, expected(route.access, role), "{asked}");
            seen.push(answer);
        }
    }
    for answer in [Answer::SignInFirst, Answer::Forbidden, Answer::Allowed] {
        assert!(seen.contains(&answer), "{answer:?}");
    }
}

#[tokio::test]
async fn the_menu_leads_each_role_to_exactly_what_it_may_open() {
    let server = Server::start().await;
    for (role, pages) in [
        (Role::Viewer, ["/summary"].as_slice()),
        (Role::Coordinator, &["/summary", "/records", "/phones", "/carry"]),
        (Role::CaseManager, &["/summary", "/records", "/phones", "/carry"]),
        (Role::Administrator, &["/summary", "/phones"]),
    ] {
        let mut browser = Browser::signed_in(&server, role).await;
        for here in pages {
            let page = browser.get(here).await;
            let menu = page.html.split("<nav ").nth(1).unwrap().split("</nav>").next().unwrap();
            let links: Vec<&str> = menu.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            assert_eq!(links, *pages, "{role} on {here}");
            assert_eq!(menu.matches("aria-current=\"page\"").count(), 1, "{role} on {here}");
            assert!(
                menu.contains(&format!("href=\"{here}\" class=\"here\" aria-current=\"page\"")),
                "{role} on {here}"
            );
        }
    }
}

#[test]
fn nothing_is_done_with_a_permission_to_see() {
    for route in page_routes() {
        let Access::Needs(permission) = route.access else { continue };
        let sees = match permission {
            Permission::SeeSummary | Permission::SeeWholeNumbers | Permission::SeeRecords | Permission::SeePhones => {
                true
            }
            Permission::CarryRecords | Permission::RevokePhones => false,
        };
        assert!(route.method == "GET" || !sees, "{} {} needs {permission:?}", route.method, route.path);
    }
}
