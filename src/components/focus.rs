//! Moving the focus, so that a screen reader and a keyboard are at the same place as the eye.

use std::rc::Rc;

use dioxus::prelude::*;

/// Gives the focus to the heading of a new screen, and scrolls the page to its top: otherwise the page keeps the old
/// scroll position. Not while somebody types: a slow phone mounts the heading late, and the text must not go to another
/// field.
pub fn focus_heading() {
    document::eval(
        "if (!document.activeElement?.matches('input,textarea,select')) {
           scrollTo(0, 0);
           document.querySelector('h1')?.focus({ preventScroll: true });
         }",
    );
}

/// Gives the focus to an element that has just appeared after a press, such as a list of problems.
pub fn focus_appeared(mounted: Event<MountedData>) {
    let element: Rc<MountedData> = mounted.data();
    spawn(async move {
        // A renderer that cannot focus still shows the screen.
        drop(element.set_focus(true).await);
    });
}

/// Gives the focus to the element with this id, and scrolls to it.
pub fn focus_element(id: &str) {
    let id: String = id.chars().filter(|c| c.is_alphanumeric() || *c == '_' || *c == '-').collect();
    document::eval(&format!(
        "const element = document.getElementById('{id}');
         element?.scrollIntoView({{block: 'center'}});
         element?.focus({{preventScroll: true}});"
    ));
}

/// Gives the focus to the first field of a question. If it has none, to the question as a whole. In a text, the cursor
/// goes to the end.
pub fn focus_question(name: &str) {
    // Names of questions are identifiers. Any other character is dropped and never reaches the script.
    let name: String = name.chars().filter(|c| c.is_alphanumeric() || *c == '_' || *c == '-').collect();
    document::eval(&format!(
        "const field = document.getElementById('field-{name}');
         if (field) {{
           const input = field.querySelector('[name=\"{name}\"]:checked') ?? field.querySelector('[name=\"{name}\"]')
             ?? field.querySelector('input,textarea,button') ?? field;
           field.scrollIntoView({{block: 'center'}});
           input.focus({{preventScroll: true}});
           // Typing continues after the existing text. The cursor of a number's field cannot be set.
           if (input.matches('textarea,input[type=text],input[type=search],input:not([type])')) {{
             input.setSelectionRange(input.value.length, input.value.length);
           }}
         }}"
    ));
}
