package dev.quern.gateway.grpc;

import com.google.protobuf.ByteString;
import dev.quern.gateway.ApiKey;
import dev.quern.gateway.ApiKeys;
import dev.quern.gateway.Page;
import dev.quern.gateway.PageRequest;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.registry.v1.CreateApiKeyRequest;
import dev.quern.protocol.registry.v1.FindApiKeyRequest;
import dev.quern.protocol.registry.v1.GetApiKeyRequest;
import dev.quern.protocol.registry.v1.ListApiKeysRequest;
import dev.quern.protocol.registry.v1.ListApiKeysResponse;
import dev.quern.protocol.registry.v1.RegistryServiceGrpc;
import dev.quern.protocol.registry.v1.RegistryServiceGrpc.RegistryServiceBlockingV2Stub;
import dev.quern.protocol.registry.v1.RevokeApiKeyRequest;
import dev.quern.protocol.registry.v1.UpdateApiKeyRequest;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** {@link ApiKeys} of retrieval-service. */
@ApplicationScoped
public class GrpcApiKeys implements ApiKeys {
    private final RemoteService retrieval;
    private final RegistryServiceBlockingV2Stub stub;

    public GrpcApiKeys(@GrpcClient("retrieval") Channel channel, RemoteServices services) {
        retrieval = services.named("retrieval-service", "keys");
        stub = RegistryServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public ApiKey create(Call call, ApiKey key, byte[] hash) {
        CreateApiKeyRequest request = CreateApiKeyRequest.newBuilder()
                .setApiKey(RegistryMessages.apiKey(key))
                .setHash(ByteString.copyFrom(hash))
                .build();
        return RegistryMessages.apiKey(
                retrieval.once(call, stub, ready -> ready.createApiKey(request)).getApiKey());
    }

    @Override
    public Optional<ApiKey> find(Call call, byte[] hash) {
        FindApiKeyRequest request = FindApiKeyRequest.newBuilder()
                .setHash(ByteString.copyFrom(hash))
                .build();
        try {
            return Optional.of(RegistryMessages.apiKey(retrieval
                    .idempotent(call, stub, ready -> ready.findApiKey(request))
                    .getApiKey()));
        } catch (QuernException failure) {
            if (failure.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public ApiKey get(Call call, String id) {
        GetApiKeyRequest request = GetApiKeyRequest.newBuilder().setKeyId(id).build();
        return RegistryMessages.apiKey(retrieval
                .idempotent(call, stub, ready -> ready.getApiKey(request))
                .getApiKey());
    }

    @Override
    public Page<ApiKey> list(Call call, String tenant, PageRequest page) {
        ListApiKeysRequest request = ListApiKeysRequest.newBuilder()
                .setTenant(tenant)
                .setPageSize(page.size())
                .setPageToken(page.token())
                .build();
        ListApiKeysResponse response = retrieval.idempotent(call, stub, ready -> ready.listApiKeys(request));
        return new Page<>(
                response.getApiKeysList().stream().map(RegistryMessages::apiKey).toList(), response.getNextPageToken());
    }

    @Override
    public ApiKey update(Call call, ApiKey key) {
        UpdateApiKeyRequest request = UpdateApiKeyRequest.newBuilder()
                .setApiKey(RegistryMessages.apiKey(key))
                .build();
        return RegistryMessages.apiKey(retrieval
                .idempotent(call, stub, ready -> ready.updateApiKey(request))
                .getApiKey());
    }

    @Override
    public ApiKey revoke(Call call, String id) {
        RevokeApiKeyRequest request =
                RevokeApiKeyRequest.newBuilder().setKeyId(id).build();
        return RegistryMessages.apiKey(retrieval
                .idempotent(call, stub, ready -> ready.revokeApiKey(request))
                .getApiKey());
    }
}
