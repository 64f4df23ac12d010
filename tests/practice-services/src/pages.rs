//! The pages that people see: the front page and signing in.

/// Someone or something to choose on a page.
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

/// A page that asks who signs in, and what for.
pub struct SignIn<'a> {
    /// Whose page it is.
    pub title: &'a str,
    /// Where it is sent to.
    pub action: &'a str,
    /// What is sent along.
    pub hidden: &'a [(String, String)],
    /// Who can sign in.
    pub people: Vec<Choice>,
    /// What can be permitted.
    pub scopes: Vec<Choice>,
}

/// Text as it stands in a page.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The page at the root.
pub fn front() -> String {
    page(
        "Practice services",
        "<p>Studio, YouTube and Rev are played here, for practice. Nothing leaves this computer.</p>",
    )
}

/// A page with a few words.
pub fn notice(title: &str, text: &str) -> String {
    page(title, &format!("<p>{}</p>", escaped(text)))
}

/// The page on which a user signs in and permits.
pub fn sign_in(asked: &SignIn) -> String {
    let mut form = format!(
        "<p>This is for practice: choose who you are. No password is needed.</p>\n\
         <form method=\"post\" action=\"{}\">\n",
        escaped(asked.action)
    );
    for (name, value) in asked.hidden {
        form.push_str(&format!(
            "<input type=\"hidden\" name=\"{}\" value=\"{}\">\n",
            escaped(name),
            escaped(value)
        ));
    }
    choices(&mut form, "Who", "radio", "login", &asked.people, 1);
    let all = asked.scopes.len();
    choices(&mut form, "May", "checkbox", "grant", &asked.scopes, all);
    form.push_str(
        "<p><button name=\"decision\" value=\"allow\">Allow</button>\n\
         <button name=\"decision\" value=\"deny\">Deny</button></p>\n</form>",
    );
    page(asked.title, &form)
}

/// A group of boxes, the first `ticked` of them ticked.
fn choices(
    form: &mut String,
    legend: &str,
    kind: &str,
    name: &str,
    choices: &[Choice],
    ticked: usize,
) {
    if choices.is_empty() {
        return;
    }
    form.push_str(&format!("<fieldset><legend>{legend}</legend>\n"));
    for (at, choice) in choices.iter().enumerate() {
        let checked = if at < ticked { " checked" } else { "" };
        form.push_str(&format!(
            "<label><input type=\"{kind}\" name=\"{name}\" value=\"{}\"{checked}> {}</label><br>\n",
            escaped(&choice.value),
            escaped(&choice.label)
        ));
    }
    form.push_str("</fieldset>\n");
}

fn page(title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\n\
         <style>body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 3rem auto; }}\n\
         button {{ font: inherit; padding: .3rem 1rem; }}</style></head>\n\
         <body><h1>{title}</h1>\n{body}\n</body></html>\n"
    )
}
