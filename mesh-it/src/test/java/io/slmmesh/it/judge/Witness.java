package io.slmmesh.it.judge;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** The SDK's own validator, and what it has accepted: so that a test knows it was at work. */
final class Witness implements JsonSchemaValidator {
  private final JsonSchemaValidator validator = McpJsonDefaults.getSchemaValidator();
  private final Set<Object> accepted =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  @Override
  public ValidationResponse validate(Map<String, Object> schema, Object content) {
    ValidationResponse verdict = validator.validate(schema, content);
    if (verdict.valid()) {
      accepted.add(content);
    }
    return verdict;
  }

  @Override
  public ValidationResponse validateSchema(Map<String, Object> schema) {
    return validator.validateSchema(schema);
  }

  /** Whether this very value was checked and is what its schema says. */
  boolean accepts(Object content) {
    return accepted.contains(content);
  }
}
