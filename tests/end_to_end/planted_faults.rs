//! What looks at the screens finds the faults that are planted here.

use crate::support::browser::{Browser, Screen};
use crate::support::look::Look;

/// A page in order.
const SOUND: &str = "<html lang='id'><title>Uji</title><meta name='viewport' content='width=device-width'>
    <div id='main'><main><h1>Uji</h1>
    <p><label for='name'>Nama</label> <input id='name' autocomplete='off' spellcheck='false' style='min-height:48px'></p>
    </main></div>";

async fn wrong_with(browser: &Browser, page: &str) -> Vec<String> {
    let page: String = page.bytes().map(|byte| format!("%{byte:02x}")).collect();
    browser.driver.goto(format!("data:text/html,{page}")).await.unwrap();
    let mut look = Look::new("planted");
    look.at(browser, "page").await;
    look.wrong()
}

#[tokio::test]
async fn a_planted_fault_of_a_page_is_found() {
    let browser = Browser::open(Screen::SmallPhone).await;
    assert_eq!(wrong_with(&browser, SOUND).await, Vec::<String>::new());
    for (sound, fault, found) in [
        ("<label for='name'>Nama</label>", "", "axe label:"),
        ("<html lang='id'>", "<html>", "axe html-has-lang:"),
        ("<h1>Uji</h1>", "<h1>Uji</h1><h4>Uji</h4>", "axe heading-order:"),
        ("<main>", "<main style='color:#bbb'>", "by night: axe color-contrast:"),
        ("</main>", "<div role='button' aria-bogus='1'>Uji</div></main>", "axe aria-valid-attr:"),
        ("</main>", "<p>Kewarganegaraanlahirbatinsepenuhnya</p></main>", "breaks a word"),
    ] {
        let page = SOUND.replace(sound, fault).replace("<p>", "<p style='overflow-wrap:anywhere'>");
        let wrong = wrong_with(&browser, &page).await;
        assert!(wrong.iter().any(|line| line.contains(found)), "{found} is not in {wrong:?}");
    }
    browser.close().await;
}
