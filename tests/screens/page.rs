//! A page without a browser: it applies the renderer's mutations and finds things as a person does, by
//! name, role and text.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::time::{Duration, Instant};

use dioxus::dioxus_core::{AttributeValue, ElementId, Event, Mutation, Mutations, VirtualDom};
use dioxus::html::{
    PlatformEventData, SerializedFormData, SerializedHtmlEventConverter, SerializedMouseData, SerializedPointerData,
    set_event_converter,
};

/// An element, or (without a tag) a text.
#[derive(Debug, Clone, Default)]
pub struct Node {
    pub tag: String,
    pub text: String,
    pub attributes: BTreeMap<String, String>,
    pub listeners: Vec<String>,
    pub children: Vec<usize>,
    pub parent: Option<usize>,
    /// What was typed last; until then a browser shows `initial_value`.
    pub typed: Option<String>,
    id: Option<ElementId>,
}

/// What is on the screen.
pub struct Page {
    pub dom: VirtualDom,
    pub nodes: Vec<Node>,
    by_id: HashMap<ElementId, usize>,
    stack: Vec<usize>,
    /// The changes of attributes since the last touch: tag, name attribute, attribute, value.
    pub changed: Vec<(String, String, String, String)>,
}

impl Page {
    /// Draws the app for the first time.
    pub fn draw(mut dom: VirtualDom) -> Self {
        set_event_converter(Box::new(SerializedHtmlEventConverter));
        let first = dom.rebuild_to_vec();
        let root = Node { tag: "main-root".to_owned(), ..Node::default() };
        let by_id = HashMap::from([(ElementId::ROOT, 0)]);
        let mut page = Self { dom, nodes: vec![root], by_id, stack: vec![0], changed: Vec::new() };
        page.apply(first);
        page.settle();
        page
    }

    /// All the text to be read.
    pub fn text(&self) -> String {
        self.text_of(0).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether there is an element with this attribute.
    pub fn has(&self, attribute: &str, value: &str) -> bool {
        self.find(|node| node.attributes.get(attribute).is_some_and(|own| own == value)).is_some()
    }

    /// The ids on the screen, in the order in which it is read.
    pub fn ids(&self) -> Vec<&str> {
        self.on_screen()
            .into_iter()
            .filter_map(|node| self.nodes[node].attributes.get("id").map(String::as_str))
            .collect()
    }

    /// Whether the control with this id does nothing now.
    pub fn disabled(&self, id: &str) -> bool {
        self.nodes[self.at("id", id)].attributes.contains_key("disabled")
    }

    /// The text of the element with this id.
    pub fn text_at(&self, id: &str) -> String {
        self.text_of(self.at("id", id)).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The class of the element with this id.
    pub fn class_at(&self, id: &str) -> String {
        self.nodes[self.at("id", id)].attributes.get("class").cloned().unwrap_or_default()
    }

    /// An attribute of the field with this name.
    pub fn attribute(&self, name: &str, attribute: &str) -> Option<String> {
        self.nodes[self.at("name", name)].attributes.get(attribute).cloned()
    }

    /// Presses the button with this id.
    pub fn press(&mut self, id: &str) {
        let node = self.at("id", id);
        assert!(!self.nodes[node].attributes.contains_key("disabled"), "{id} cannot be pressed now");
        self.send(node, "click", PlatformEventData::new(Box::<SerializedMouseData>::default()));
    }

    /// Presses the row that says this.
    pub fn press_row(&mut self, text: &str) {
        let says = |node: &Node| node.tag == "button" && node.attributes.get("class").is_some_and(|own| own == "row");
        let rows: Vec<usize> = self.on_screen().into_iter().filter(|node| says(&self.nodes[*node])).collect();
        let found = rows.into_iter().find(|node| self.text_of(*node).contains(text));
        let node = found.unwrap_or_else(|| panic!("no row says {text} in: {}", self.text()));
        self.send(node, "click", PlatformEventData::new(Box::<SerializedMouseData>::default()));
    }

    /// Where each picture on the screen comes from.
    pub fn images(&self) -> Vec<String> {
        let images = self.on_screen().into_iter().filter(|node| self.nodes[*node].tag == "img");
        images.filter_map(|node| self.nodes[node].attributes.get("src").cloned()).collect()
    }

    /// Sends off the form, as its button or the enter key does.
    pub fn submit(&mut self) {
        let node = self.find(|node| node.tag == "form").expect("a form");
        self.send_form(node, "submit", "");
    }

    /// Draws on until this holds: what a screen waits for comes from elsewhere.
    pub async fn wait_until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !holds(self) {
            assert!(Instant::now() < deadline, "never: {what}, in: {}", self.text());
            // With work or without: the condition may hold for another reason.
            let _worked = tokio::time::timeout(Duration::from_millis(10), self.dom.wait_for_work()).await;
            self.settle();
        }
    }

    /// Touches the screen anywhere.
    pub fn touch(&mut self) {
        let node = self.at("id", "attended");
        self.send(node, "pointerdown", PlatformEventData::new(Box::new(pointer())));
    }

    /// Types into the field with this name; the text stands there in full.
    pub fn type_into(&mut self, name: &str, text: &str) {
        let node = self.at("name", name);
        self.send_form(node, "input", text);
    }

    /// Ticks a choice on (or, when it was on, off).
    pub fn choose(&mut self, question: &str, choice: &str) {
        let found = self.find(|node| {
            node.attributes.get("name").is_some_and(|own| own == question)
                && node.attributes.get("value").is_some_and(|own| own == choice)
        });
        let node = found.unwrap_or_else(|| panic!("no choice {choice} of {question} in: {}", self.text()));
        let on = self.nodes[node].attributes.get("checked").is_some_and(|checked| checked == "true");
        let radio = self.nodes[node].attributes.get("type").is_some_and(|kind| kind == "radio");
        let value = if radio { choice.to_owned() } else { (!on).to_string() };
        self.send_form(node, "change", &value);
    }

    /// Whether a choice is on.
    pub fn is_chosen(&self, question: &str, choice: &str) -> bool {
        let found = self.find(|node| {
            node.attributes.get("name").is_some_and(|own| own == question)
                && node.attributes.get("value").is_some_and(|own| own == choice)
        });
        found.is_some_and(|node| self.nodes[node].attributes.get("checked").is_some_and(|checked| checked == "true"))
    }

    /// The accessible names of every control: a label around or for it, `aria-label`, or its own text.
    pub fn nameless_controls(&self) -> Vec<String> {
        let controls = self
            .on_screen()
            .into_iter()
            .filter(|node| matches!(self.nodes[*node].tag.as_str(), "button" | "input" | "textarea" | "select"));
        controls
            .filter(|node| self.name_of(*node).trim().is_empty())
            .map(|node| format!("{:?}", self.nodes[node]))
            .collect()
    }

    /// Buttons whose accessible name does not begin with the words that they show (WCAG 2.5.3, label in name).
    pub fn names_that_hide_the_label(&self) -> Vec<String> {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let buttons = self.on_screen().into_iter().filter(|node| self.nodes[*node].tag == "button");
        buttons
            .map(|node| (plain(&self.text_of(node)), plain(&self.name_of(node))))
            .filter(|(shown, name)| !name.starts_with(shown.as_str()))
            .map(|(shown, name)| format!("{shown:?} is named {name:?}"))
            .collect()
    }

    /// Every text and every name on the screen, piece by piece.
    pub fn pieces(&self) -> Vec<String> {
        let nodes = self.on_screen().into_iter().map(|node| &self.nodes[node]);
        let pieces = nodes.flat_map(|node| [Some(node.text.clone()), node.attributes.get("aria-label").cloned()]);
        pieces.flatten().map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty()).collect()
    }

    /// The accessible name of a control.
    pub fn name_of(&self, node: usize) -> String {
        let own = &self.nodes[node];
        if let Some(label) = own.attributes.get("aria-label") {
            return label.clone();
        }
        if own.tag == "button" {
            return self.text_of(node);
        }
        let around = std::iter::successors(own.parent, |parent| self.nodes[*parent].parent)
            .find(|parent| self.nodes[*parent].tag == "label");
        let id = own.attributes.get("id");
        let pointing = self.find(|other| other.tag == "label" && id.is_some() && other.attributes.get("for") == id);
        around.or(pointing).map(|label| self.text_of(label)).unwrap_or_default()
    }

    fn at(&self, attribute: &str, value: &str) -> usize {
        self.find(|node| node.attributes.get(attribute).is_some_and(|own| own == value))
            .unwrap_or_else(|| panic!("nothing with {attribute}={value} in: {}", self.text()))
    }

    fn find(&self, wanted: impl Fn(&Node) -> bool) -> Option<usize> {
        self.on_screen().into_iter().find(|node| wanted(&self.nodes[*node]))
    }

    /// Everything on the screen, in the order in which it is read.
    pub fn on_screen(&self) -> Vec<usize> {
        let (mut found, mut open) = (Vec::new(), vec![0]);
        while let Some(node) = open.pop() {
            found.push(node);
            open.extend(self.nodes[node].children.iter().rev());
        }
        found
    }

    /// The text in an element.
    pub fn text_of(&self, node: usize) -> String {
        let own = &self.nodes[node];
        let inner: Vec<String> = own.children.iter().map(|child| self.text_of(*child)).collect();
        if own.tag.is_empty() { own.text.clone() } else { format!(" {} ", inner.concat()) }
    }

    /// Sends an event with a form's value.
    pub fn send_form(&mut self, node: usize, name: &str, value: &str) {
        if name == "input" {
            self.nodes[node].typed = Some(value.to_owned());
        }
        let data = SerializedFormData::new(value.to_owned(), Vec::new());
        self.send(node, name, PlatformEventData::new(Box::new(data)));
    }

    /// Presses an element.
    pub fn click(&mut self, node: usize) {
        self.send(node, "click", PlatformEventData::new(Box::<SerializedMouseData>::default()));
    }

    fn send(&mut self, node: usize, name: &str, data: PlatformEventData) {
        assert!(self.nodes[node].listeners.iter().any(|own| own == name), "nobody listens to {name}");
        let id = self.nodes[node].id.expect("an element that listens has an id");
        self.changed.clear();
        let event = Event::new(Rc::new(data) as Rc<dyn Any>, true);
        self.dom.runtime().handle_event(name, event, id);
        self.settle();
    }

    /// Lets what runs beside the page go on for a moment, and draws.
    pub async fn go_on(&mut self, time: Duration) {
        // With work or without.
        let _worked = tokio::time::timeout(time, self.dom.wait_for_work()).await;
        self.settle();
    }

    /// Draws until nothing changes any more.
    pub fn settle(&mut self) {
        for _round in 0..10 {
            self.dom.process_events();
            let mutations = self.dom.render_immediate_to_vec();
            if mutations.edits.is_empty() {
                break;
            }
            self.apply(mutations);
        }
    }

    fn apply(&mut self, mutations: Mutations) {
        for edit in mutations.edits {
            self.apply_one(edit);
        }
    }

    fn apply_one(&mut self, edit: Mutation) {
        match edit {
            Mutation::PushId { id } => self.stack.push(self.by_id[&id]),
            Mutation::SetId { id } => {
                let top = self.top();
                self.nodes[top].id = Some(id);
                self.by_id.insert(id, top);
            }
            Mutation::Child { index } => {
                let top = self.stack.pop().unwrap();
                self.stack.push(self.nodes[top].children[index]);
            }
            Mutation::Pop => drop(self.stack.pop()),
            Mutation::CreateElement { tag, .. } => self.create(Node { tag, ..Node::default() }),
            Mutation::CreateText { value } => self.create(Node { text: value, ..Node::default() }),
            Mutation::Clone => {
                let top = self.stack.pop().unwrap();
                let copy = self.copy(top, None);
                self.stack.push(copy);
            }
            Mutation::AppendChildren { m } => {
                let new = self.take(m);
                let parent = self.top();
                self.insert(parent, self.nodes[parent].children.len(), new);
            }
            Mutation::ReplaceWith { m } => {
                let new = self.take(m);
                let old = self.stack.pop().unwrap();
                let (parent, place) = self.place(old);
                self.nodes[parent].children.remove(place);
                self.insert(parent, place, new);
            }
            Mutation::InsertAfter { m } => {
                let new = self.take(m);
                let (parent, place) = self.place(self.top());
                self.insert(parent, place + 1, new);
            }
            Mutation::InsertBefore { m } => {
                let new = self.take(m);
                let (parent, place) = self.place(self.top());
                self.insert(parent, place, new);
            }
            Mutation::SetAttribute { name, value, .. } => self.set_attribute(name, value),
            Mutation::SetText { value } => {
                let top = self.top();
                self.nodes[top].text = value;
            }
            Mutation::NewEventListener { name } => {
                let top = self.top();
                self.nodes[top].listeners.push(name);
            }
            Mutation::RemoveEventListener { name } => {
                let top = self.top();
                self.nodes[top].listeners.retain(|own| *own != name);
            }
            Mutation::Remove => {
                let old = self.stack.pop().unwrap();
                let (parent, place) = self.place(old);
                self.nodes[parent].children.remove(place);
            }
        }
    }

    fn set_attribute(&mut self, name: String, value: AttributeValue) {
        let top = self.top();
        let text = match value {
            AttributeValue::Text(text) => Some(text),
            AttributeValue::Bool(true) => Some("true".to_owned()),
            AttributeValue::Int(number) => Some(number.to_string()),
            AttributeValue::Float(number) => Some(number.to_string()),
            AttributeValue::Bool(false)
            | AttributeValue::Listener(_)
            | AttributeValue::Any(_)
            | AttributeValue::None => None,
        };
        let own = &mut self.nodes[top];
        let (tag, field) = (own.tag.clone(), own.attributes.get("name").cloned().unwrap_or_default());
        self.changed.push((tag, field, name.clone(), text.clone().unwrap_or_default()));
        match text {
            Some(text) => drop(own.attributes.insert(name, text)),
            None => drop(own.attributes.remove(&name)),
        }
    }

    fn top(&self) -> usize {
        *self.stack.last().expect("a node on the stack")
    }

    fn create(&mut self, node: Node) {
        self.nodes.push(node);
        self.stack.push(self.nodes.len() - 1);
    }

    fn copy(&mut self, node: usize, parent: Option<usize>) -> usize {
        let original = self.nodes[node].clone();
        self.nodes.push(Node { parent, children: Vec::new(), id: None, ..original.clone() });
        let copy = self.nodes.len() - 1;
        for child in original.children {
            let child = self.copy(child, Some(copy));
            self.nodes[copy].children.push(child);
        }
        copy
    }

    fn take(&mut self, count: usize) -> Vec<usize> {
        self.stack.split_off(self.stack.len() - count)
    }

    fn place(&self, node: usize) -> (usize, usize) {
        let parent = self.nodes[node].parent.expect("a parent");
        let place = self.nodes[parent].children.iter().position(|child| *child == node).expect("a child of its parent");
        (parent, place)
    }

    fn insert(&mut self, parent: usize, place: usize, new: Vec<usize>) {
        for node in &new {
            // A node that is moved leaves its place first.
            if let Some(before) = self.nodes[*node].parent {
                self.nodes[before].children.retain(|child| child != node);
            }
            self.nodes[*node].parent = Some(parent);
        }
        let place = place.min(self.nodes[parent].children.len());
        self.nodes[parent].children.splice(place..place, new);
    }
}

/// A finger somewhere.
fn pointer() -> SerializedPointerData {
    let mut event = serde_json::to_value(SerializedMouseData::default()).expect("a mouse event");
    let pointer = serde_json::json!({
        "pointer_id": 1, "width": 1.0, "height": 1.0, "pressure": 0.5, "tangential_pressure": 0.0, "tilt_x": 0,
        "tilt_y": 0, "twist": 0, "pointer_type": "touch", "is_primary": true,
    });
    event.as_object_mut().expect("an object").extend(pointer.as_object().expect("an object").clone());
    serde_json::from_value(event).expect("a pointer event")
}
