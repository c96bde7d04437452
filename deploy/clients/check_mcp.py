"""The official MCP client against a Quern without keys, at QUERN_URL, that has a text on mills."""

import os

import anyio
from mcp import Client

URL = os.environ["QUERN_URL"] + "/mcp"
QUESTION, WORD = "What is the upper stone of a quern called?", "handstone"


def expect(condition, what):
    if not condition:
        raise SystemExit(f"check_mcp.py: {what}")


async def main():
    async with Client(URL) as client:
        expect(client.server_info.name == "quern", f"the server is {client.server_info}")
        expect("list_collections" in (client.instructions or ""), "there are no instructions")

        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        expect(set(tools) == {"ask", "search", "list_collections"}, f"the tools are {sorted(tools)}")
        expect(all(tool.annotations.read_only_hint for tool in tools.values()), "a tool changes something")
        expect(all(tool.output_schema for tool in tools.values()), "a tool does not say what it gives")

        # The client itself checks what comes against the schema.
        listed = await client.call_tool("list_collections", {})
        expect(not listed.is_error, f"no list: {listed}")

        found = await client.call_tool("search", {"query": QUESTION, "max_results": 3})
        expect(not found.is_error, f"no search: {found}")
        expect(0 < len(found.structured_content["passages"]) <= 3, f"not 3 passages at most: {found}")

        answer = await client.call_tool("ask", {"question": QUESTION})
        expect(not answer.is_error, f"no answer: {answer}")
        expect(WORD in answer.content[0].text, f"`{WORD}` is not in {answer.content[0].text}")
        expect(answer.structured_content["sources"][0]["document_id"], f"no sources: {answer}")

        wrong = await client.call_tool("ask", {"question": QUESTION, "max_results": 1000})
        expect(wrong.is_error, f"1000 sources were given: {wrong}")
        expect(wrong.content[0].text == "`max_results` is from 1 to 50.", f"it said: {wrong.content[0].text}")
    print("ok the tools")


if __name__ == "__main__":
    anyio.run(main)
