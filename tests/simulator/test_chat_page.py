"""The chat page in a real browser: what a person sees and what a tap does (design, section 6)."""

from urllib.parse import quote

from playwright.sync_api import Page, expect

from simulator.running import Simulator
from tests.simulator.bots import Api, StubBot

CARD = {
    "type": "flex",
    "altText": "รับเรื่องแล้ว",
    "contents": {
        "type": "bubble",
        "body": {
            "type": "box",
            "layout": "vertical",
            "contents": [{"type": "text", "text": "HK-2569-1", "size": "xl", "weight": "bold"}],
        },
        "footer": {
            "type": "box",
            "layout": "horizontal",
            "contents": [
                {
                    "type": "button",
                    "style": "primary",
                    "action": {"type": "postback", "label": "ติดตาม", "data": "t=1"},
                }
            ],
        },
    },
    "quickReply": {
        "items": [{"type": "action", "action": {"type": "message", "label": "เมนู", "text": "เมนู"}}]
    },
}


def _open(page: Page, line: Simulator, pane: str) -> None:
    page.goto(f"{line.address}/?pane={quote(pane)}&solo=1")
    page.wait_for_selector("body[data-ready]")


def test_a_citizen_writes_reads_a_card_and_taps(
    line: Simulator, bot: StubBot, api: Api, page: Page
) -> None:
    _open(page, line, "somchai@huaikhwang")
    page.get_by_role("textbox").fill("ถนนพัง")
    page.keyboard.press("Enter")
    expect(page.locator(".in .bubble")).to_have_text("ถนนพัง")
    line.settle()
    body = {"replyToken": bot.events[0]["replyToken"], "messages": [CARD]}
    assert api.call("POST", "/v2/bot/message/reply", body)[0] == 200
    expect(page.locator(".fx-bubble")).to_contain_text("HK-2569-1")
    page.get_by_role("button", name="เมนู", exact=True).last.click()
    expect(page.locator(".chip")).to_have_count(0)
    page.get_by_role("button", name="ติดตาม").click()
    expect(page.locator(".note").last).to_contain_text("t=1")
    line.settle()
    assert [event["type"] for event in bot.events] == ["message", "message", "postback"]


def test_what_did_not_arrive_and_who_is_blocked_is_seen(
    line: Simulator, api: Api, page: Page
) -> None:
    malee = line.person("malee", "huaikhwang")
    _open(page, line, "malee@huaikhwang")
    page.locator(".bond").click()
    expect(page.locator(".bond")).to_have_attribute("data-bond", "blocked")
    api.push(malee.user_id, "แจ้งผล")
    expect(page.locator(".lost .bubble")).to_have_text("แจ้งผล")


def test_an_unsent_message_disappears(line: Simulator, page: Page) -> None:
    line.person("somchai", "huaikhwang").says("ความลับ")
    _open(page, line, "somchai@huaikhwang")
    page.locator(".undo").click()
    expect(page.locator(".note")).to_have_count(1)
    expect(page.locator(".log .bubble")).to_have_count(0)


def test_the_page_brings_its_own_thai_typeface(line: Simulator, page: Page) -> None:
    """On a machine without Thai fonts the chat would otherwise show boxes."""
    _open(page, line, "somchai@huaikhwang")
    loaded = page.evaluate(
        """async () => (await document.fonts.load('16px "Sarabun"', "ก")).map((f) => f.status)"""
    )
    assert loaded == ["loaded"]
