package dev.quern.llm;

/** The fake that stands for models in other tests keeps to what it stands for. */
class ScriptedModelTest extends LanguageModelContract {
    private final LanguageModel model = ScriptedModel.saying("one two three four five six seven eight nine");

    @Override
    protected LanguageModel model() {
        return model;
    }
}
