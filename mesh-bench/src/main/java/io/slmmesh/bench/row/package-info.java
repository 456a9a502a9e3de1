/** What is measured, one class for a kind of situation. Every figure stands beside its goal. */
@NullMarked
package io.slmmesh.bench.row;

import org.jspecify.annotations.NullMarked;
