"""What a facilitator does, done to the app's page through the web view's debugger. Called by `run`. Where this
repository is made, tests/end_to_end/smoke_steps.rs takes the same steps in Chromium."""

import json
import os
import sys
import time
import urllib.request

import websocket

PIN = "482915"
VILLAGE = "33.16.09.1016"
PATIENCE = 60
# Where `run` leads to the web view's debugger.
DEBUGGER = os.environ.get("KENTONGAN_DEVTOOLS", "127.0.0.1:9222")


class Page:
    def __init__(self):
        address = None
        end = time.monotonic() + PATIENCE
        while address is None:
            if time.monotonic() > end:
                sys.exit("the web view shows no page")
            address = self.address()
        # The web view refuses an origin that it does not know.
        self.socket = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
        self.asked = 0

    @staticmethod
    def address():
        """The page's, once there is one: the app is on screen a while before its web view is."""
        try:
            targets = json.load(urllib.request.urlopen(f"http://{DEBUGGER}/json", timeout=PATIENCE))
        except OSError:
            targets = []
        for target in targets:
            if target["type"] == "page":
                return target["webSocketDebuggerUrl"]
        time.sleep(1)
        return None

    def evaluate(self, script):
        self.asked += 1
        parameters = {"expression": script, "returnByValue": True}
        self.socket.send(json.dumps({"id": self.asked, "method": "Runtime.evaluate", "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.asked:
                return answer["result"]["result"].get("value")

    def until(self, what, script):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.evaluate(script):
                return
            time.sleep(0.3)
        sys.exit(f"not seen: {what}\n{self.evaluate('document.body.innerText')}")

    def see(self, css):
        self.until(css, f"document.querySelector({json.dumps(css)}) !== null")

    def press(self, css):
        self.see(css)
        self.evaluate(f"document.querySelector({json.dumps(css)}).click()")

    def type(self, css, text):
        self.see(css)
        self.evaluate(
            f"(() => {{ const field = document.querySelector({json.dumps(css)}); field.value = {json.dumps(text)};"
            "for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {bubbles: true})); })()"
        )

    def choose(self, question, choice):
        self.press(f'input[name="{question}"][value="{choice}"]')

    def pin(self):
        for digit in PIN:
            self.press(f"#pin-{digit}")

    def next(self):
        before = self.evaluate("document.querySelector('h1').innerText")
        self.press("#next")
        self.until("the next section", f"document.querySelector('h1').innerText !== {json.dumps(before)}")


def enrol(page, address, code):
    page.type("input[name=address]", address)
    page.type("input[name=code]", code)
    page.press("#enrol")
    page.press("#keys-same")
    page.see("#pin-1")
    page.pin()
    page.see("#repeat-pin")
    page.pin()
    page.press("#guide-skip")
    page.see("#report-incident")


def unlock(page):
    page.see("#pin-1")
    page.pin()
    page.see("#report-incident")


def record(page):
    """An activity: nothing in it is about a person."""
    page.press("#record-activity")
    page.type('[name="title"]', "internet aman")
    page.choose("kind", "outreach")
    page.type('[name="start_time"]', "09:30")
    page.type('[name="duration_minutes"]', "90")
    page.choose("area", VILLAGE)
    page.choose("place", "village_hall")
    page.next()
    page.choose("audiences", "adolescents")
    page.choose("topics", "safe_internet")
    page.next()
    page.press("#female_12_14-plus")
    page.type('[name="with_disability"]', "0")
    page.type('[name="first_time"]', "1")
    for _section in range(3):
        page.next()
    page.press("#next")
    page.press("#finish")
    page.press("#home")
    page.see("#report-incident")


def waiting(page, count):
    page.press("#open-outbox")
    page.see("#outbox")
    page.until(f"{count} waiting", f"document.querySelectorAll('#outbox .pill.wait').length === {count}")
    page.press("#leave")
    page.see("#report-incident")


if __name__ == "__main__":
    {"enrol": enrol, "unlock": unlock, "record": record, "waiting": waiting}[sys.argv[1]](Page(), *sys.argv[2:])
