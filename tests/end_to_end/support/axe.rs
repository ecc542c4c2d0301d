//! axe-core looks at a screen (decision 0052).

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use super::browser::Browser;

/// The program, as `cargo xtask axe` put it beside what cargo builds.
static AXE: LazyLock<String> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("axe-core");
    let pinned = Path::new(env!("CARGO_MANIFEST_DIR")).join("xtask/axe-core/package-lock.json");
    let there = fs::read(folder.join("package-lock.json")).ok();
    let is_pinned = there.is_some_and(|there| there == fs::read(pinned).unwrap());
    assert!(is_pinned, "axe-core is missing, or is another version: run `cargo xtask axe` first");
    fs::read_to_string(folder.join("axe.min.js")).unwrap()
});

/// One line for each element that breaks a rule.
const RUN: &str = r"
    const [rules, done] = arguments;
    const runOnly = rules === 'contrast' ? { type: 'rule', values: ['color-contrast'] }
        : { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
    // axe sees one place of the page. What lies under the foot here can be moved out from under it.
    const still = document.head.appendChild(document.createElement('style'));
    still.textContent = '.foot, .banner, .total, .heads { position: static !important; }';
    const told = lines => { still.remove(); done(lines); };
    axe.run(document, { runOnly, resultTypes: ['violations'] }).then(
        found => told(found.violations.flatMap(rule => rule.nodes.map(node =>
            `axe ${rule.id}: ${node.target.join(' ')} (${rule.help})`))),
        error => told([`axe did not run: ${error}`]),
    );
";

/// Which rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// WCAG 2.2, A and AA, and what axe's makers call best practice.
    All,
    /// Colours alone: the rest is the same in every light.
    Contrast,
}

/// What axe finds on the page as it is shown.
pub async fn complaints(screen: &Browser, rules: Rules) -> Vec<String> {
    let there = screen.driver.execute("return typeof axe === 'object'", vec![]).await.unwrap();
    if !there.convert::<bool>().unwrap() {
        screen.driver.execute(AXE.as_str(), vec![]).await.unwrap();
    }
    let rules = match rules {
        Rules::All => "all",
        Rules::Contrast => "contrast",
    };
    screen.driver.execute_async(RUN, vec![rules.into()]).await.unwrap().convert().unwrap()
}
