//! The practice services, running beside the editor.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::workspace;

/// What the editor is told their port in.
pub const PORT: &str = "CUEWRIGHT_PRACTICE";

/// Studio, YouTube and Rev, played on this machine; gone when dropped.
pub struct Practice {
    program: Child,
    /// The port that they answer at.
    pub port: String,
}

impl Practice {
    /// Starts them on a free port, with the sample's media.
    pub fn start() -> Result<Self> {
        let mut program = Command::new(workspace::built("practice-services"))
            .arg("--media")
            .arg(workspace::root().join("assets/sample"))
            // They end with this process, however that ends.
            .arg("--tied")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("could not start the practice services")?;
        let mut line = String::new();
        let output = program.stdout.take().context("they have an output")?;
        BufReader::new(output).read_line(&mut line)?;
        let port = port_of(&line).context("the practice services did not say where they are")?;
        println!("xtask: practice services at http://127.0.0.1:{port}: no account is real there");
        Ok(Self { program, port })
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        // Both only fail when it is gone already.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// The port of the services in the line that they print: `{"port":1,...}`.
fn port_of(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("\"port\":")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_port_is_told_from_the_others() {
        let line = r#"{"control_port":40125,"port":40123,"storage_port":40124}"#;
        assert_eq!(port_of(line).as_deref(), Some("40123"));
        assert_eq!(port_of("practice-services: no port can be had"), None);
    }
}
