package dev.quern.llm;

import java.util.regex.Pattern;

/**
 * Text of others on its way into a prompt: one line of what a person would see. Without line breaks it cannot begin a
 * line of its own, where prompts keep their structure; without control tokens, hidden characters and hidden comments it
 * cannot speak to a model in other ways than words; and a number in square brackets is a citation in prompts alone.
 */
final class PlainText {
    private static final String COMMENT_BEGIN = "<!--";
    private static final String COMMENT_END = "-->";
    /** Format characters, but for the two that words of some scripts need. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cf}\\p{Co}\\p{Cn}&&[^\\u200C\\u200D\\u00AD]]|\\u00AD");

    private static final Pattern CONTROL_TOKEN = Pattern.compile(
            "<[|｜][^>]{0,40}>"
                    + "|\\[/?(?:INST|SYS|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)]"
                    + "|<</?SYS>>|</?(?:s|bos|eos|pad|unk)>|<(?:start|end)_of_(?:turn|text)>"
                    + "|</?(?:sources?|question|instructions?|system|user|assistant|human|think|tool_calls?"
                    + "|tool_response|function_calls?|functions?|invoke)(?:\\s[^>]{0,200})?/?>",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cntrl}\\p{Z}]+");
    private static final Pattern CITATION = Pattern.compile("\\[(\\s*+\\d{1,9}+(?:\\s*+,\\s*+\\d{1,9}+)*+\\s*+)]");
    private static final Pattern SPACED_CITATION = Pattern.compile(" ?" + CITATION.pattern());

    private PlainText() {}

    /** With numbers in square brackets put in round ones. */
    static String of(String text) {
        return withoutCitations(line(text));
    }

    /** Without numbers in square brackets: what they cited is not there any more. */
    static String ofTurn(String text) {
        return SPACED_CITATION.matcher(line(text)).replaceAll("").strip();
    }

    /** The text as it is, but for numbers in square brackets, which are put in round ones. */
    static String withoutCitations(String text) {
        return text.indexOf('[') < 0 ? text : CITATION.matcher(text).replaceAll("($1)");
    }

    /** What a person would see of a text of many sentences, its line breaks kept: comments go on from one to the next. */
    static String seen(String text) {
        String visible = withoutComments(INVISIBLE.matcher(text).replaceAll(""));
        return CONTROL_TOKEN.matcher(visible).replaceAll(" ");
    }

    private static String line(String text) {
        return SPACE.matcher(seen(text)).replaceAll(" ").strip();
    }

    private static String withoutComments(String text) {
        StringBuilder visible = new StringBuilder();
        int from = 0;
        int begin = text.indexOf(COMMENT_BEGIN);
        while (begin >= 0) {
            int end = text.indexOf(COMMENT_END, begin + COMMENT_BEGIN.length());
            if (end < 0) {
                break;
            }
            visible.append(text, from, begin).append(' ');
            from = end + COMMENT_END.length();
            begin = text.indexOf(COMMENT_BEGIN, from);
        }
        String rest = visible.append(text, from, text.length()).toString();
        return rest.replace(COMMENT_BEGIN, " ").replace(COMMENT_END, " ");
    }
}
