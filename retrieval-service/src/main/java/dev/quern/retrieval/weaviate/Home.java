package dev.quern.retrieval.weaviate;

/**
 * Where the objects of one incarnation of a collection are.
 *
 * @param chunkClass the class of its chunks
 */
record Home(String incarnation, String chunkClass) {
    static Home of(CollectionRecord record) {
        return new Home(record.incarnation(), new ChunkClass(record.settings()).name());
    }

    static Home read(String text) {
        int space = text.indexOf(' ');
        return new Home(text.substring(0, space), text.substring(space + 1));
    }

    String write() {
        return incarnation + " " + chunkClass;
    }
}
