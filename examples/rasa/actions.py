"""A custom action: what the assistant cannot answer by itself, the articles may.

Runs in Rasa's action server (`rasa run actions`). CITEQA_URL says where citeqa is, and
CITEQA_KEY, where it asks for one, the key.
"""

import asyncio
import json
import os
from typing import Any
from urllib.request import Request, urlopen

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

SECONDS = 10

DECLINED = {
    "fr": "Désolé, les articles ne répondent pas à cette question.",
    "en": "Sorry, the articles do not answer this question.",
}
AWAY = "Sorry, I cannot look that up at the moment. / Désolé, je ne peux pas chercher maintenant."


def ask(question: str) -> dict[str, Any]:
    """What citeqa answers; OSError when it is away or refuses the question."""
    url = os.environ.get("CITEQA_URL", "http://localhost:8000")
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get("CITEQA_KEY"):
        headers["Authorization"] = f"Bearer {key}"
    body = json.dumps({"question": question}).encode()
    with urlopen(Request(f"{url}/v1/ask", body, headers), timeout=SECONDS) as response:
        reply: dict[str, Any] = json.load(response)
        return reply


def told(reply: dict[str, Any]) -> str:
    """The answer, word for word, with the sentence and the article that it stands in."""
    if not reply["answered"]:
        return DECLINED["fr" if reply["question_language"] == "fr" else "en"]
    citations = reply["answers"][0]["citations"]
    # An answer that somebody wrote may rest on something that is no article.
    from_ = citations[0] if citations else reply["curated"]["source"]
    source = from_["title"] or from_.get("article_id") or from_["source"] or ""
    about = " ".join(filter(None, (source, from_["url"])))
    quote = f"“{from_['quote']}”\n" if citations else ""
    return f"{reply['answer']}\n\n{quote}— {about}"


class ActionAskArticles(Action):
    """Answers the latest message from the articles."""

    def name(self) -> str:
        return "action_ask_articles"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        question = tracker.latest_message["text"]
        try:
            # In a thread, so that other conversations go on meanwhile.
            reply = await asyncio.to_thread(ask, question)
        except OSError:
            dispatcher.utter_message(text=AWAY)
        else:
            dispatcher.utter_message(text=told(reply), json_message=reply)
        return []
