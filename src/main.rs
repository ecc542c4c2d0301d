//! Starts the app with the renderer it was built with.

fn main() -> std::process::ExitCode {
    kentongan::launch::launch()
}
