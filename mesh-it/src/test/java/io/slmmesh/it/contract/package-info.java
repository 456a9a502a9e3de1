/**
 * One member of the mesh on each face, as {@link io.slmmesh.it.contract.Member}: the operations of
 * the table, asked for in one vocabulary and answered in one.
 */
@NullMarked
package io.slmmesh.it.contract;

import org.jspecify.annotations.NullMarked;
