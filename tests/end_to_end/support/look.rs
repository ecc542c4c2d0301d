//! Looking at a screen as it is shown, by day and by night, and saying what is wrong with it.

use std::path::PathBuf;

use serde_json::json;

use super::browser::Browser;

/// What is wrong with the screen as it is shown: one line each.
const COMPLAINTS: &str = r##"
    const wrong = [];
    const page = document.scrollingElement;
    if (page.scrollWidth > innerWidth) wrong.push(`runs off the side: ${page.scrollWidth} > ${innerWidth}`);
    if (document.querySelectorAll('h1').length !== 1) wrong.push('not exactly one heading of the first rank');
    // A laptop is used with a mouse.
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

/// Looks at one screen after another and remembers what is wrong.
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
    /// With `KENTONGAN_PICTURES` naming a folder, pictures are put there: what is seen at once, and when that is
    /// not all, the whole page.
    pub async fn at(&mut self, screen: &Browser, name: &str) {
        for (scheme, light) in [("dark", "night"), ("light", "day")] {
            let feature = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
            screen.devtools("Emulation.setEmulatedMedia", feature).await;
            let found = screen.driver.execute(COMPLAINTS, vec![]).await.unwrap();
            let found: Vec<String> = found.convert().unwrap();
            let Self { kind, wrong } = self;
            wrong.extend(found.into_iter().map(|what| format!("{kind} {name} by {light}: {what}")));
            if let Some(folder) = std::env::var_os("KENTONGAN_PICTURES") {
                let picture = |part: &str| PathBuf::from(&folder).join(format!("{kind}-{name}-{light}{part}.png"));
                screen.driver.screenshot(&picture("")).await.unwrap();
                if let Some(whole) = whole_page(screen).await {
                    std::fs::write(picture("-whole"), whole).unwrap();
                }
            }
        }
    }

    /// What was wrong, in the order it was seen.
    pub fn wrong(self) -> Vec<String> {
        self.wrong
    }
}

/// A picture of the page beyond what is seen at once, if there is more.
async fn whole_page(screen: &Browser) -> Option<Vec<u8>> {
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
