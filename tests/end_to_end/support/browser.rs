//! Chromium, through its own driver.

use std::process::{Command, Stdio};

use thirtyfour::prelude::*;

use super::process::{Process, free_port};

/// A browser of its own, with an empty profile.
pub struct Browser {
    // Ends first: else a session left open by a failed test would wait two minutes for its driver's farewell.
    _driver_program: Process,
    /// The session, for what the helpers do not cover.
    pub driver: WebDriver,
    server: String,
    _profile: tempfile::TempDir,
}

/// Size of the screen, and touch or mouse.
#[derive(Clone, Copy)]
pub enum Screen {
    /// 412 × 915, touch.
    Phone,
    /// 320 × 569, touch: the smallest phone still in use.
    SmallPhone,
    /// 1366 × 768, mouse.
    Laptop,
}

impl Browser {
    /// Opens a browser by day.
    pub async fn open(screen: Screen) -> Self {
        super::choose_cipher_provider();
        let port = free_port();
        let driver_program = Process::start(
            "chromedriver",
            Command::new("chromedriver").arg(format!("--port={port}")).stderr(Stdio::null()),
        );
        let profile = tempfile::tempdir().unwrap();
        let mut capabilities = DesiredCapabilities::chrome();
        let window = match screen {
            Screen::Phone => "--window-size=412,915",
            Screen::SmallPhone => "--window-size=320,569",
            Screen::Laptop => "--window-size=1366,768",
        };
        for argument in [
            "--headless=new",
            "--blink-settings=preferredColorScheme=1",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            window,
            &format!("--user-data-dir={}", profile.path().display()),
        ] {
            capabilities.add_arg(argument).unwrap();
        }
        let touch = |width: u32, height: u32| serde_json::json!({"deviceMetrics": {"width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true}});
        match screen {
            Screen::Phone => capabilities.add_experimental_option("mobileEmulation", touch(412, 915)).unwrap(),
            Screen::SmallPhone => capabilities.add_experimental_option("mobileEmulation", touch(320, 569)).unwrap(),
            Screen::Laptop => {}
        }
        let server = format!("http://127.0.0.1:{port}");
        super::eventually("the browser's driver", || async {
            reqwest::get(format!("{server}/status")).await.ok().map(drop)
        })
        .await;
        let driver = WebDriver::new(&server, capabilities).await.unwrap();
        Self { driver, server, _driver_program: driver_program, _profile: profile }
    }

    /// Gives Chromium a command of its DevTools protocol, through the driver.
    pub async fn devtools(&self, command: &str, parameters: serde_json::Value) -> serde_json::Value {
        let address = format!("{}/session/{}/goog/cdp/execute", self.server, self.driver.session_id());
        let asked = serde_json::json!({"cmd": command, "params": parameters});
        let answer = reqwest::Client::new().post(address).json(&asked).send().await.unwrap();
        let mut answer: serde_json::Value = answer.error_for_status().unwrap().json().await.unwrap();
        answer["value"].take()
    }

    /// Waits for a visible element.
    pub async fn see(&self, css: &str) -> WebElement {
        super::eventually(&format!("to see {css}"), || async {
            let found = self.driver.find(By::Css(css)).await.ok()?;
            found.is_displayed().await.ok()?.then_some(found)
        })
        .await
    }

    /// Waits for a text anywhere on the page.
    pub async fn read(&self, text: &str) {
        super::eventually(&format!("to read {text:?}"), || async { self.text().await.contains(text).then_some(()) })
            .await;
    }

    /// All text that is visible now.
    pub async fn text(&self) -> String {
        match self.driver.find(By::Tag("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Presses a button or link; tries again if the screen was being redrawn.
    pub async fn press(&self, css: &str) {
        super::eventually(&format!("to press {css}"), || async {
            let button = self.driver.find(By::Css(css)).await.ok()?;
            button.scroll_into_view().await.ok()?;
            button.click().await.ok()
        })
        .await;
    }

    /// Types into an empty field.
    pub async fn type_into(&self, css: &str, text: &str) {
        let field = self.see(css).await;
        field.send_keys(text).await.unwrap();
    }

    /// Closes the browser.
    pub async fn close(self) {
        self.driver.clone().quit().await.unwrap();
    }
}
