//! The command line. Only a program has one: on Android this file is not compiled (decision 0041).

use super::options::LaunchOptions;

/// The options from command line and environment.
pub(super) fn options(port: Option<String>) -> Result<LaunchOptions, String> {
    read(std::env::args().skip(1), LaunchOptions::from_environment(port)?)
}

/// Reads the arguments after the program's name. They override the environment.
fn read(arguments: impl IntoIterator<Item = String>, mut options: LaunchOptions) -> Result<LaunchOptions, String> {
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--window" => options.window = true,
            "--port" => options.port = LaunchOptions::port(&arguments.next().unwrap_or_default())?,
            _ => return Err(format!("unknown argument: {argument}\nusage: kentongan [--port PORT] [--window]")),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::options::USUAL_PORT;

    fn asked(arguments: &[&str], port: Option<&str>) -> Result<LaunchOptions, String> {
        let options = LaunchOptions::from_environment(port.map(str::to_owned))?;
        read(arguments.iter().map(|argument| (*argument).to_owned()), options)
    }

    #[test]
    fn the_port_on_the_command_line_wins_over_the_environment() {
        assert_eq!(asked(&[], None), Ok(LaunchOptions { port: USUAL_PORT, window: false }));
        assert_eq!(asked(&[], Some("0")), Ok(LaunchOptions { port: 0, window: false }));
        assert_eq!(asked(&["--window", "--port", "81"], Some("0")), Ok(LaunchOptions { port: 81, window: true }));
    }

    #[test]
    fn what_is_not_understood_is_said_and_not_guessed() {
        assert!(asked(&["--prot", "81"], None).is_err());
        assert!(asked(&["--port"], None).is_err());
        assert!(asked(&[], Some("eighty")).is_err());
    }
}
