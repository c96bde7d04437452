package dev.quern.llm;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A model that is in trouble when a test says so. */
public final class FakeServedModel implements ServedModel {
    private final ModelProfile profile;
    private final LanguageModel model;
    private volatile Optional<String> trouble = Optional.empty();

    FakeServedModel(ModelProfile profile, LanguageModel model) {
        this.profile = profile;
        this.model = model;
    }

    /** With room for many; a million tokens cost 1 in and 2 out. */
    public static FakeServedModel of(LanguageModel model, Tier tier) {
        return of(model, tier, 16, EnumSet.allOf(Role.class));
    }

    public static FakeServedModel of(LanguageModel model, Tier tier, int concurrency, Set<Role> roles) {
        return new FakeServedModel(
                new ModelProfile(
                        model.name(),
                        model.backEnd(),
                        tier,
                        model instanceof ControlledModel controlled
                                ? controlled.contextWindow()
                                : ScriptedModel.CONTEXT_WINDOW,
                        1024,
                        200,
                        0,
                        1,
                        2,
                        concurrency,
                        roles),
                model);
    }

    FakeServedModel inTrouble(String reason) {
        trouble = Optional.of(reason);
        return this;
    }

    @Override
    public ModelProfile profile() {
        return profile;
    }

    @Override
    public LanguageModel model() {
        return model;
    }

    @Override
    public Optional<String> trouble() {
        return trouble;
    }

    @Override
    public void close() {
        model.close();
    }
}
