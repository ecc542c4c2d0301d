//! The command line. Only a program has one: on Android this file is not compiled (decision 0041).

use super::Wish;

/// What the command line and the environment ask for.
pub(super) fn wish(port: Option<String>) -> Result<Wish, String> {
    read(std::env::args().skip(1), Wish::from_environment(port)?)
}

/// Reads the arguments after the program's name; they win over the environment.
fn read(arguments: impl IntoIterator<Item = String>, mut wish: Wish) -> Result<Wish, String> {
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--window" => wish.window = true,
            "--port" => wish.port = Wish::port(&arguments.next().unwrap_or_default())?,
            _ => return Err(format!("unknown argument: {argument}\nusage: kentongan [--port PORT] [--window]")),
        }
    }
    Ok(wish)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::USUAL_PORT;

    fn asked(arguments: &[&str], port: Option<&str>) -> Result<Wish, String> {
        let wish = Wish::from_environment(port.map(str::to_owned))?;
        read(arguments.iter().map(|argument| (*argument).to_owned()), wish)
    }

    #[test]
    fn the_port_on_the_command_line_wins_over_the_environment() {
        assert_eq!(asked(&[], None), Ok(Wish { port: USUAL_PORT, window: false }));
        assert_eq!(asked(&[], Some("0")), Ok(Wish { port: 0, window: false }));
        assert_eq!(asked(&["--window", "--port", "81"], Some("0")), Ok(Wish { port: 81, window: true }));
    }

    #[test]
    fn what_is_not_understood_is_said_and_not_guessed() {
        assert!(asked(&["--prot", "81"], None).is_err());
        assert!(asked(&["--port"], None).is_err());
        assert!(asked(&[], Some("eighty")).is_err());
    }
}
