//! Moving the focus, so that a screen reader and a keyboard are where the eye is.

use std::rc::Rc;

use dioxus::prelude::*;

/// Gives the focus to the heading of a new screen and shows the screen from its top: the page keeps the place to which
/// the screen before was moved. Not while somebody types: a slow phone mounts the heading late, and the text must not go
/// astray.
pub fn focus_heading() {
    document::eval(
        "if (!document.activeElement?.matches('input,textarea,select')) {
           scrollTo(0, 0);
           document.querySelector('h1')?.focus({ preventScroll: true });
         }",
    );
}

/// Gives the focus to an element that has just appeared because of what was pressed, such as a list of problems.
pub fn focus_appeared(mounted: Event<MountedData>) {
    let element: Rc<MountedData> = mounted.data();
    spawn(async move {
        // A renderer that cannot focus still shows the screen.
        drop(element.set_focus(true).await);
    });
}

/// Gives the focus to the element with this id, and brings it into view.
pub fn focus_element(id: &str) {
    let id: String = id.chars().filter(|c| c.is_alphanumeric() || *c == '_' || *c == '-').collect();
    document::eval(&format!(
        "const element = document.getElementById('{id}');
         element?.scrollIntoView({{block: 'center'}});
         element?.focus({{preventScroll: true}});"
    ));
}

/// Gives the focus to the first field of a question, or to the question as a whole when it has none. In a text the cursor
/// stands at the end.
pub fn focus_question(name: &str) {
    // Names of questions are identifiers; whatever else one held would not reach the script.
    let name: String = name.chars().filter(|c| c.is_alphanumeric() || *c == '_' || *c == '-').collect();
    document::eval(&format!(
        "const field = document.getElementById('field-{name}');
         if (field) {{
           const input = field.querySelector('[name=\"{name}\"]:checked') ?? field.querySelector('[name=\"{name}\"]')
             ?? field.querySelector('input,textarea,button') ?? field;
           field.scrollIntoView({{block: 'center'}});
           input.focus({{preventScroll: true}});
           // What is typed next goes on behind the kept text. A number's field has no place for a cursor to be set.
           if (input.matches('textarea,input[type=text],input[type=search],input:not([type])')) {{
             input.setSelectionRange(input.value.length, input.value.length);
           }}
         }}"
    ));
}
