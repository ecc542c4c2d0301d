//! A browser, as central sees one: cookies, forms, no JavaScript.

use std::collections::BTreeMap;

use reqwest::header::{HeaderMap, SET_COOKIE};
use reqwest::redirect::Policy;

use super::Server;

/// Password of the accounts that [`Browser::signed_in`] makes.
pub(crate) const PASSWORD: &str = "kata-sandi-uji-2026";

/// How a browser sends a form.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A page as received.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) html: String,
}

impl Page {
    /// The target of a redirect.
    pub(crate) fn leads_to(&self) -> &str {
        self.headers.get("location").map_or("", |to| to.to_str().unwrap())
    }

    /// The token of its forms.
    pub(crate) fn token(&self) -> String {
        self.html.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
    }

    /// The names of the receipts that can be downloaded; empty when there are none.
    pub(crate) fn receipts(&self) -> &str {
        self.html.split("name=\"records\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
    }

    /// The big number of the card with this heading, as a person sees it.
    pub(crate) fn kpi(&self, heading: &str) -> String {
        let card = self.html.split(heading).nth(1).unwrap();
        let number = card.split("<b>").nth(1).unwrap().split("</b>").next().unwrap();
        text(number.split("<span class=\"aloud\">").next().unwrap())
    }

    /// The row of a list that begins with this, as text.
    pub(crate) fn row(&self, heading: &str) -> String {
        let start = format!("<th scope=\"row\">{heading}</th>");
        let row = self.html.split(&start).nth(1).unwrap_or_else(|| panic!("no row {heading}"));
        text(row.split("</tr>").next().unwrap()).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The first cells of all rows, in their order.
    pub(crate) fn rows(&self) -> Vec<&str> {
        let headings = self.html.split("<th scope=\"row\">").skip(1);
        headings.map(|rest| rest.split('<').next().unwrap()).collect()
    }

    /// The page without its parts that differ at every visit: the token and the time.
    pub(crate) fn lasting(&self) -> String {
        let at = self.html.find("Diperbarui").unwrap();
        let end = at + self.html[at..].find('<').unwrap();
        format!("{}{}", &self.html[..at], &self.html[end..]).replace(&self.token(), "")
    }
}

/// Text without tags, entities resolved as far as these pages use them.
fn text(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&#60;", "<").trim().to_owned()
}

pub(crate) struct Browser {
    client: reqwest::Client,
    address: String,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) keeps_cookies: bool,
}

impl Browser {
    pub(crate) fn open(server: &Server) -> Self {
        Self::at(&server.address)
    }

    pub(crate) fn at(address: &str) -> Self {
        // The second call finds it installed.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { client, address: address.to_owned(), cookies: BTreeMap::new(), keeps_cookies: true }
    }

    /// A browser that is signed in with a new account of this role.
    pub(crate) async fn signed_in(server: &Server, role: kentongan_central::Role) -> Self {
        server.central.add_account(role.as_str(), role, PASSWORD).await.unwrap();
        let mut browser = Self::open(server);
        assert_eq!(browser.sign_in(role.as_str(), PASSWORD).await.leads_to(), "/summary");
        browser
    }

    pub(crate) async fn sign_in(&mut self, login: &str, password: &str) -> Page {
        let token = self.get("/sign-in").await.token();
        self.post("/sign-in", &[("login", login), ("password", password), ("token", &token)]).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Page {
        let request = self.client.get(format!("{}{path}", self.address));
        self.send(request).await
    }

    /// Follows a link from a mail or another site: because of `SameSite=Strict` it sends no cookies.
    pub(crate) async fn get_from_elsewhere(&mut self, path: &str) -> Page {
        let kept = std::mem::take(&mut self.cookies);
        let page = self.get(path).await;
        let given = std::mem::replace(&mut self.cookies, kept);
        self.cookies.extend(given);
        page
    }

    /// Posts a body unchanged.
    pub(crate) async fn post_raw(&mut self, path: &str, kind: &str, body: impl Into<reqwest::Body>) -> Page {
        let request = self.client.post(format!("{}{path}", self.address)).header("content-type", kind).body(body);
        self.send(request).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post_raw(path, FORM, body).await
    }

    /// Sends a form with a file, as a browser does.
    pub(crate) async fn upload(&mut self, path: &str, token: &str, file: &[u8]) -> Page {
        const KIND: &str = "multipart/form-data; boundary=----batas";
        let head = format!(
            "------batas\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n------batas\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"titipan.kentongan\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        let body = [head.as_bytes(), file, b"\r\n------batas--\r\n"].concat();
        self.post_raw(path, KIND, body).await
    }

    /// As a visitor with this address on the internet, behind the proxy.
    pub(crate) async fn get_from(&mut self, address: &str, path: &str) -> Page {
        let request = self.client.get(format!("{}{path}", self.address)).header("x-forwarded-for", address);
        self.send(request).await
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header("cookie", cookies.join("; ")).send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        if self.keeps_cookies {
            for cookie in headers.get_all(SET_COOKIE) {
                let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Page { status, headers, html: response.text().await.unwrap() }
    }
}
