package dev.quern.llm;

import java.util.regex.Pattern;

/**
 * Words that tell urgency and mood, in English and the commonest of Korean. Somebody's own present trouble counts, not a
 * subject: "what does an emergency exit look like" is an ordinary question, so weak words alone only open it to a model.
 */
final class TriageRules {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    /** Whoever is in a hurry says so in so many characters. */
    private static final int ENOUGH = 2_000;

    private static final Pattern STRONG = Pattern.compile(
            "\\b(?:urgent(?:ly)?|asap|as soon as possible|right now|immediately|need(?:ed)? (?:this|it|help) (?:now|today)"
                    + "|(?:is|are|system|server|site|service|production|prod|everything)(?: is| are)? (?:currently )?down\\b"
                    + "|production (?:outage|incident)|we have an? outage|data loss|being hacked|security breach"
                    + "|can'?t breathe|chest pain|overdos(?:e|ed)|unconscious|bleeding (?:heavily|badly)|heart attack"
                    + "|suicid(?:e|al)|kill myself|(?:gas|chemical) leak|on fire\\b"
                    + "|(?:due|deadline is|deadline) (?:today|tonight|tomorrow|in (?:\\d+|an?|one|two|three) (?:minutes?|hours?)))"
                    + "|긴급|응급|급합니다|급해요|지금 당장|당장|장애가? 발생|서버가? (?:다운|죽)|마감이? (?:오늘|내일)|오늘까지",
            FLAGS);
    private static final Pattern WEAK = Pattern.compile(
            "\\b(?:emergency|outage|incident|deadline|crash(?:ed|es|ing)?|fail(?:s|ed|ing)|broken|stuck|blocked|poison(?:ed|ing)?"
                    + "|injur(?:y|ed)|danger(?:ous)?|critical|hurry|quickly|down)\\b|빨리|위험|장애|고장",
            FLAGS);
    /** The trouble is somebody's own and now. */
    private static final Pattern OWN =
            Pattern.compile("\\b(?:i|we|my|our|us|me|i'm|we're|i've|we've)\\b|(?:제|저|우리|내)(?=[가는의 ])", FLAGS);

    /** What begins like this asks about a subject, unless it speaks of somebody's own trouble too. */
    private static final Pattern ASKING =
            Pattern.compile("^\\W*(?:what|who|whom|whose|when|where|which|why|how)\\b", FLAGS);

    private static final Pattern LEISURE = Pattern.compile(
            "\\b(?:no (?:rush|hurry)|not urgent|when(?:ever)? you have (?:time|a moment)|just (?:curious|wondering)"
                    + "|out of curiosity)\\b|천천히|궁금해서",
            FLAGS);
    private static final Pattern NEGATIVE = Pattern.compile(
            "\\b(?:terrible|awful|horrible|useless|annoy(?:ed|ing)|angry|furious|frustrat(?:ed|ing)|ridiculous|unacceptable"
                    + "|hate|worst|fed up|disappoint(?:ed|ing)|worried|scared|afraid|desperate|wtf|sick of|upset)\\b"
                    + "|짜증|화가|답답|최악|실망|걱정",
            FLAGS);
    private static final Pattern POSITIVE = Pattern.compile(
            "\\b(?:thanks|thank you|great|awesome|love (?:it|this|your)|excellent|wonderful|perfect|glad|happy|amazing)\\b"
                    + "|감사|고마워|고맙|좋아요|최고",
            FLAGS);
    private static final Pattern DENIED =
            Pattern.compile("\\b(?:not|never|isn'?t|wasn'?t|aren'?t|hardly)(?: \\w+)? $", FLAGS);
    private static final Pattern SHOUTED = Pattern.compile("!{2,}|[?!]*!\\?|\\?!");

    private TriageRules() {}

    /** @param open whether there is a hint that the rules cannot decide */
    record Finding(Urgency urgency, Sentiment sentiment, boolean open) {}

    static Finding of(String question) {
        String plain = PlainText.of(question).replace('’', '\'');
        String text = plain.substring(0, Math.min(plain.length(), ENOUGH));
        boolean leisure = LEISURE.matcher(text).find();
        boolean weak = WEAK.matcher(text).find();
        boolean own = OWN.matcher(text).find();
        boolean shouted = SHOUTED.matcher(text).find();
        boolean asking = ASKING.matcher(text).find() && !own && !shouted;
        boolean strong = !leisure && !asking && STRONG.matcher(text).find();
        boolean high = strong || (weak && own && shouted && !leisure);
        Urgency urgency = high ? Urgency.HIGH : leisure ? Urgency.LOW : Urgency.NORMAL;
        return new Finding(urgency, sentiment(text, shouted), !high && !leisure && weak && own);
    }

    private static Sentiment sentiment(String text, boolean shouted) {
        boolean negative =
                says(NEGATIVE, text) || (shouted && WEAK.matcher(text).find());
        boolean positive = says(POSITIVE, text);
        if (negative == positive) {
            return Sentiment.NEUTRAL;
        }
        return negative ? Sentiment.NEGATIVE : Sentiment.POSITIVE;
    }

    /** Whether the word is there and not denied: "not happy" is no joy. */
    private static boolean says(Pattern words, String text) {
        return words.matcher(text)
                .results()
                .anyMatch(found ->
                        !DENIED.matcher(text.substring(0, found.start())).find());
    }
}
