package dev.quern.cache.semantic;

/** A namespace of one tenant. */
public record TenantNamespace(String tenant, SemanticNamespace namespace) {
    TenantCollection collection() {
        return new TenantCollection(tenant, namespace.collection());
    }

    /** Roughly, and rounded up. */
    long bytes() {
        return 2_048
                + 2L
                        * (tenant.length()
                                + namespace.collection().length()
                                + namespace.collectionVersion().length()
                                + namespace.model().length()
                                + namespace.promptVersion().length()
                                + namespace.variant().length());
    }
}
