//! Looks at a screen as it is shown, by day and by night, and lists what is wrong with it.

use std::path::PathBuf;

use serde_json::json;

use super::axe::{self, Rules};
use super::browser::Browser;

/// What is wrong with the screen as it is shown: one line each.
const COMPLAINTS: &str = r##"
    const wrong = [];
    const page = document.scrollingElement;
    if (page.scrollWidth > innerWidth) wrong.push(`runs off the side: ${page.scrollWidth} > ${innerWidth}`);
    if (document.querySelectorAll('h1').length !== 1) wrong.push('not exactly one heading of the first rank');
    // A laptop has a mouse.
    const thumb = innerWidth < 1000;
    const shown = element => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden'
        && !element.closest('.hidden-words, .aloud, .skip');
    const what = element => `${element.tagName} ${element.id || element.name || element.className}`
        + ` "${(element.innerText || '').trim().slice(0, 30)}"`;

    const name = element => (element.getAttribute('aria-label') || element.innerText || element.placeholder
        || [...(element.labels || [])].map(label => label.innerText).join(' ')
        || (document.getElementById(element.getAttribute('aria-labelledby')) || {}).innerText || '').trim();
    for (const element of document.querySelectorAll('button, input, textarea, select, a, summary')) {
        if (!shown(element)) continue;
        if (!name(element)) wrong.push(`no name: ${what(element)}`);
        const target = element.closest('label') || element;
        const box = target.getBoundingClientRect();
        // A word in a line of text is as high as the line (WCAG 2.2, 2.5.8, "inline").
        const inline = element.tagName === 'A' && getComputedStyle(element).display === 'inline';
        if (thumb && !inline && Math.round(box.height) < 48) wrong.push(`too low for a thumb: ${what(element)} ${box.height}`);
        if (thumb && !inline && Math.round(box.width) < 48) wrong.push(`too narrow for a thumb: ${what(element)} ${box.width}`);
        if (box.right > innerWidth + 1 || box.left < -1) wrong.push(`cut off: ${what(element)}`);
        if (element.placeholder && !element.value) {
            const style = getComputedStyle(element);
            const pen = document.createElement('canvas').getContext('2d');
            pen.font = style.font;
            const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
            if (pen.measureText(element.placeholder).width > room) wrong.push(`placeholder cut off: ${what(element)}`);
        }
    }

    for (const element of document.querySelectorAll('main *')) {
        if (['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.tagName !== 'TEXTAREA'
            && element.scrollWidth > element.clientWidth + 1) wrong.push(`must be moved sideways: ${what(element)}`);
    }

    const colour = text => {
        const [red, green, blue, opacity = 1] = text.match(/[0-9.]+/g).map(Number);
        return { red, green, blue, opacity };
    };
    const over = (top, below) => {
        const mix = part => top[part] * top.opacity + below[part] * (1 - top.opacity);
        return { red: mix('red'), green: mix('green'), blue: mix('blue'), opacity: 1 };
    };
    const ground = element => {
        if (!element) return { red: 255, green: 255, blue: 255, opacity: 1 };
        const own = colour(getComputedStyle(element).backgroundColor);
        return own.opacity === 1 ? own : over(own, ground(element.parentElement));
    };
    // WCAG 2.2, relative luminance and contrast ratio.
    const light = ({ red, green, blue }) => [red, green, blue]
        .map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const contrast = (one, other) => {
        const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
        return (high + 0.05) / (low + 0.05);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.nodeValue.trim() || !shown(element) || element.closest('script, style, :disabled, svg')) continue;
        const style = getComputedStyle(element);
        if (style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) wrong.push(`text cut off: ${what(element)}`);
        const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        const below = ground(element), ratio = contrast(over(colour(style.color), below), below);
        if (ratio < (large ? 3 : 4.5)) wrong.push(`hard to read: ${what(element)} contrast ${ratio.toFixed(2)}`);
    }
    return [...new Set(wrong)];
"##;

/// What is wrong with a phone's screen: for people who hear it, for text that does not fit, and for text that goes to
/// services. Checked at every size of text.
const OF_THE_PHONE: &str = r##"
    const wrong = [];
    const shown = element => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden'
        && !element.closest('.hidden-words');
    const what = element => `${element.tagName} ${element.id || element.name || element.className}`
        + ` "${(element.innerText || '').trim().slice(0, 30)}"`;
    const all = css => [...document.querySelectorAll(css)].filter(shown);
    const page = document.scrollingElement;
    if (page.scrollWidth > innerWidth) wrong.push(`runs off the side: ${page.scrollWidth} > ${innerWidth}`);

    // For people who hear it: language, landmark, headings, groups, live regions.
    if (!['id', 'en', 'jv'].includes(document.documentElement.lang)) wrong.push(`language ${document.documentElement.lang}`);
    if (document.querySelectorAll('main').length !== 1) wrong.push('not exactly one main');

    // No spelling or autofill service may get typed text.
    for (const field of all('input[type=text], input[type=search], textarea')) {
        if (field.spellcheck && !['numeric', 'decimal'].includes(field.inputMode)) wrong.push(`spelling: ${what(field)}`);
        if (field.autocomplete !== 'off') wrong.push(`filled in: ${what(field)}`);
    }
    let rank = 0;
    // One that is only heard counts, too.
    const headings = [...document.querySelectorAll('h1, h2, h3, h4')].filter(heading => heading.getClientRects().length > 0);
    for (const heading of headings.filter(heading => !heading.closest('.veil'))) {
        const own = Number(heading.tagName[1]);
        if (own > rank + 1) wrong.push(`heading out of order: ${what(heading)}`);
        if (!heading.innerText.trim()) wrong.push(`empty heading: ${what(heading)}`);
        rank = own;
    }
    for (const radio of all('input[type=radio]')) {
        const legend = radio.closest('fieldset')?.querySelector('legend');
        if (!legend?.innerText.trim()) wrong.push(`a choice of nothing: ${what(radio)}`);
        if (radio.checked !== radio.closest('.choice').classList.contains('on')) wrong.push(`looks otherwise than it is: ${what(radio)}`);
    }
    for (const group of all('[role=group], [role=img], aside, nav')) {
        const by = document.getElementById(group.getAttribute('aria-labelledby'));
        if (!(group.getAttribute('aria-label') || by?.innerText || '').trim()) wrong.push(`group without a name: ${what(group)}`);
    }
    for (const error of all('.error, .status.alarm, .message')) {
        // The text of a button is part of its name.
        if (!error.closest('button, [role=alert], [role=status], [role=timer], [aria-live], #problems')
            && !error.querySelector('[role=alert], [role=status]'))
            wrong.push(`said to nobody who listens: ${what(error)}`);
    }
    for (const tab of all('.tab')) if (!tab.hasAttribute('aria-pressed')) wrong.push(`neither on nor off: ${what(tab)}`);
    for (const svg of all('svg')) if (svg.getAttribute('aria-hidden') !== 'true') wrong.push('a drawing is read out');
    for (const image of all('img')) if (!image.alt.trim()) wrong.push('a picture without words');
    const ids = [...document.querySelectorAll('[id]')].map(element => element.id).filter(Boolean);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`two elements are called ${id}`);
    const dialog = document.querySelector('[aria-modal=true]');
    if (dialog && !dialog.contains(document.activeElement)) wrong.push('a question is asked and the focus is elsewhere');

    // Layout: no control over another, no words outside their control.
    const layer = element => element.closest('.veil, .foot, .banner, .total, .offline') || document.body;
    const controls = all('button, input, textarea, select, label.choice')
        .filter(element => !dialog || dialog.contains(element));
    // The "?" of a choice stands in its frame, beside its words.
    const place_of = element => (element.matches('.asks') ? element.querySelector('span') : element).getBoundingClientRect();
    for (const [place, one] of controls.entries()) {
        const a = place_of(one);
        for (const other of controls.slice(place + 1)) {
            if (layer(one) !== layer(other) || one.contains(other) || other.contains(one)) continue;
            const b = place_of(other);
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide > 1 && high > 1) wrong.push(`one over the other: ${what(one)}, ${what(other)}`);
        }
    }
    for (const element of controls.filter(element => ['BUTTON', 'LABEL'].includes(element.tagName))) {
        if (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
            wrong.push(`does not hold its words: ${what(element)} ${element.scrollWidth}x${element.scrollHeight} in ${element.clientWidth}x${element.clientHeight}`);
    }
    for (const element of all('input.text, .count input')) {
        if (element.value && element.type !== 'date' && element.clientWidth < parseFloat(getComputedStyle(element).fontSize) * 1.5)
            wrong.push(`too narrow to read: ${what(element)}`);
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.nodeValue.trim() || !shown(element) || element.closest('script, style, svg')) continue;
        range.selectNodeContents(texts.currentNode);
        const box = range.getBoundingClientRect();
        if (box.right > innerWidth + 1 || box.left < -1) wrong.push(`words off the side: ${what(element)}`);
        const frame = element.closest('.card, .status, .note, .action, .pill, .banner')?.getBoundingClientRect();
        if (frame && (box.right > frame.right + 1 || box.left < frame.left - 1)) wrong.push(`words out of their frame: ${what(element)}`);
        // An address or a file's name may break anywhere.
        const own = texts.currentNode.nodeValue.replace(/\S*[.:\/]\S+/g, address => ' '.repeat(address.length));
        for (const word of own.matchAll(/[\p{L}\p{N}]+/gu)) {
            range.setStart(texts.currentNode, word.index);
            range.setEnd(texts.currentNode, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].filter(part => part.width > 1).map(part => Math.round(part.top)));
            if (lines.size > 1) wrong.push(`breaks a word: ${word[0]} in ${what(element)}`);
        }
        const style = getComputedStyle(element);
        if (style.overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1) wrong.push(`words cut off below: ${what(element)}`);
    }
    for (const foot of all('.foot, .banner')) {
        if (foot.getBoundingClientRect().height > innerHeight * 0.4) wrong.push(`leaves no room: ${what(foot)}`);
    }
    return [...new Set(wrong)];
"##;

/// The sizes of text at which a phone's screen is checked: as chosen, the largest choice, and twice the usual, because
/// the system may enlarge on top.
const SIZES: [(&str, &str); 3] = [("", "text as chosen"), ("165%", "very big text"), ("200%", "text twice as big")];

/// Looks at one screen after another and collects what is wrong.
pub struct Look {
    kind: String,
    wrong: Vec<String>,
}

impl Look {
    /// `kind` tells phones, languages and people apart in complaints and in the names of pictures.
    pub fn new(kind: &str) -> Self {
        Self { kind: kind.to_owned(), wrong: Vec::new() }
    }

    /// Looks at what the browser shows now, in both lights.
    ///
    /// With `KENTONGAN_PICTURES` naming a folder, it puts pictures there: of the visible part, and of the whole page if
    /// that is longer.
    pub async fn at(&mut self, screen: &Browser, name: &str) {
        for (scheme, light, rules) in [("dark", "night", Rules::Contrast), ("light", "day", Rules::All)] {
            let feature = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
            screen.devtools("Emulation.setEmulatedMedia", feature).await;
            let mut found = complaints(screen, COMPLAINTS).await;
            found.extend(axe::complaints(screen, rules).await);
            let Self { kind, wrong } = self;
            note(wrong, found.into_iter().map(|what| format!("{kind} {name} by {light}: {what}")));
            if let Some(folder) = std::env::var_os("KENTONGAN_PICTURES") {
                let picture = |part: &str| PathBuf::from(&folder).join(format!("{kind}-{name}-{light}{part}.png"));
                screen.driver.screenshot(&picture("")).await.unwrap();
                if let Some(whole) = whole_page(screen).await {
                    std::fs::write(picture("-whole"), whole).unwrap();
                }
            }
        }
        self.in_every_size(screen, name).await;
    }

    /// As [`Look::at`], for a screen that has just appeared: a screen reader starts at its heading.
    pub async fn arrived(&mut self, screen: &Browser, name: &str) {
        super::eventually(&format!("the focus on the heading of {name}"), || async {
            let at = "return document.activeElement?.tagName === 'H1'";
            screen.driver.execute(at, vec![]).await.ok()?.convert::<bool>().ok()?.then_some(())
        })
        .await;
        self.at(screen, name).await;
    }

    /// The browser enlarges the coordinators' pages as a whole.
    async fn in_every_size(&mut self, screen: &Browser, name: &str) {
        let is_phone = screen.driver.execute("return !!document.getElementById('main')", vec![]).await.unwrap();
        if !is_phone.convert::<bool>().unwrap() {
            return;
        }
        for (size, called) in SIZES {
            set_size(screen, size).await;
            let found = complaints(screen, OF_THE_PHONE).await;
            let Self { kind, wrong } = self;
            note(wrong, found.into_iter().map(|what| format!("{kind} {name}, {called}: {what}")));
            if let (Some(folder), "165%") = (std::env::var_os("KENTONGAN_PICTURES"), size)
                && let Some(whole) = whole_page(screen).await
            {
                std::fs::write(PathBuf::from(folder).join(format!("{kind}-{name}-big.png")), whole).unwrap();
            }
        }
        set_size(screen, "").await;
    }

    /// What was wrong, in the order it was seen.
    pub fn wrong(self) -> Vec<String> {
        self.wrong
    }
}

/// Says it at once too: the walk may fail before its end.
fn note(wrong: &mut Vec<String>, found: impl Iterator<Item = String>) {
    for what in found {
        println!("{what}");
        wrong.push(what);
    }
}

async fn complaints(screen: &Browser, script: &str) -> Vec<String> {
    screen.driver.execute(script, vec![]).await.unwrap().convert().unwrap()
}

async fn set_size(screen: &Browser, size: &str) {
    let set = "document.documentElement.style.fontSize = arguments[0]";
    screen.driver.execute(set, vec![size.into()]).await.unwrap();
}

/// A picture of the whole page, if it is longer than the visible part.
pub async fn whole_page(screen: &Browser) -> Option<Vec<u8>> {
    use base64::Engine as _;
    let measure = "const page = document.scrollingElement;
        return page.scrollHeight > innerHeight ? [page.scrollWidth, page.scrollHeight] : null;";
    let size = screen.driver.execute(measure, vec![]).await.unwrap().convert::<Option<[f64; 2]>>().unwrap()?;
    let clip = json!({"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1});
    let asked = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
    let answer = screen.devtools("Page.captureScreenshot", asked).await;
    let picture = answer["data"].as_str().unwrap();
    Some(base64::engine::general_purpose::STANDARD.decode(picture).unwrap())
}
