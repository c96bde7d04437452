package dev.quern.retrieval;

/** Counts characters (UTF-16). */
final class CharacterRuler implements Ruler {
    private final TextWindow text;

    CharacterRuler(TextWindow text) {
        this.text = text;
    }

    @Override
    public int ahead(int from, int units) {
        return text.reaches(from + units) ? from + units : text.end();
    }

    @Override
    public int back(int to, int units) {
        return Math.max(0, to - units);
    }

    @Override
    public int characters(int units) {
        return units;
    }
}
