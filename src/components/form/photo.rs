//! A photo: camera or gallery, the thumbnail, removing it.

use dioxus::prelude::*;

use super::form_view::FormView;
use super::photo_board::{PhotoStep, PhotoWish};
use super::question_view::{Hint, Marks, QuestionView};
use crate::components::{Confirm, Icon, Shape, use_words};
use crate::phone::PhotoSource;

/// Thumbnail or buttons, and the error.
#[component]
pub(super) fn Photo(view: FormView, asked: QuestionView) -> Element {
    let words = use_words();
    let mut removing = use_signal(|| false);
    let photos = view.photos.read();
    let name = asked.name.clone();
    let taken = view.entry.read().answer(&name).is_some();
    let thumbnail = photos.thumbnails.get(&name).cloned();
    let busy = photos.busy.as_ref().filter(|(question, _)| *question == name).map(|(_, step)| *step);
    let any_busy = photos.busy.is_some();
    let trouble = photos.trouble.as_ref().filter(|(question, _)| *question == name).map(|(_, text)| text.clone());
    let wish = move |wish: PhotoWish| view.on_photo.call((name.clone(), wish));
    let (camera, gallery, remove) = (wish.clone(), wish.clone(), wish);
    let labelled = |key: &str| words.say_with(key, [("photo", asked.label.clone().into())]);
    rsx! {
        div { class: "contents",
            p { class: "label", id: "{asked.name}-label", "{asked.label}" Marks { asked: asked.clone() } }
            Hint { asked: asked.clone() }
            if let Some(step) = busy {
                p { class: "soft", role: "status", id: "{asked.name}-busy",
                    {words.say(match step {
                        PhotoStep::Choosing => "photo-choosing",
                        PhotoStep::Shrinking => "photo-busy",
                    })}
                }
            } else if taken {
                div { class: "photo",
                    if let Some(thumbnail) = thumbnail {
                        img { src: thumbnail, alt: labelled("photo-alt") }
                    }
                    button { class: "btn quiet alarm small", id: "{asked.name}-remove", name: asked.name.clone(), r#type: "button",
                        "aria-label": labelled("photo-remove-named"), onclick: move |_| removing.set(true),
                        Icon { shape: Shape::Bin }
                        {words.say("photo-remove")}
                    }
                }
            } else {
                div { class: "photo-ways",
                    button { class: "btn quiet", id: "{asked.name}-camera", name: asked.name.clone(), r#type: "button", disabled: any_busy,
                        "aria-label": labelled("photo-camera-named"), "aria-describedby": "{asked.described_by}",
                        onclick: move |_| camera(PhotoWish::Add(PhotoSource::Camera)),
                        {words.say("photo-camera")}
                    }
                    button { class: "btn quiet", id: "{asked.name}-gallery", r#type: "button", disabled: any_busy,
                        "aria-label": labelled("photo-gallery-named"), "aria-describedby": "{asked.described_by}",
                        onclick: move |_| gallery(PhotoWish::Add(PhotoSource::Gallery)),
                        {words.say("photo-gallery")}
                    }
                }
            }
            if let Some(text) = trouble {
                p { class: "error", role: "alert", id: "{asked.name}-trouble", Icon { shape: Shape::Warning } span { "{text}" } }
            }
            if removing() {
                Confirm { title: words.say("photo-remove-title"), text: words.say("photo-remove-text"), yes: words.say("photo-remove-yes"),
                    on_yes: move |()| { removing.set(false); remove(PhotoWish::Remove); }, on_no: move |()| removing.set(false) }
            }
        }
    }
}
