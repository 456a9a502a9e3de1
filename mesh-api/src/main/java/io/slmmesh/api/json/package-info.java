/**
 * JSON of the mesh, over Jackson's streaming core: lines to {@link io.slmmesh.api.json.JsonObject}
 * trees and back ({@link io.slmmesh.api.json.Json}), records from and to trees ({@link
 * io.slmmesh.api.json.Records}), and the JSON Schema of a record ({@link
 * io.slmmesh.api.json.Schemas}).
 *
 * <p>A record component's annotations ({@link io.slmmesh.api.json.Doc}, {@link
 * io.slmmesh.api.json.Limit}, {@code @Nullable}) are the one place where a parameter's text, limit
 * and optionality are written: the decoder enforces them and the schema shows them. What needs more
 * than one component is checked by the record's compact constructor. Only this package touches the
 * JSON library.
 */
@NullMarked
package io.slmmesh.api.json;

import org.jspecify.annotations.NullMarked;
