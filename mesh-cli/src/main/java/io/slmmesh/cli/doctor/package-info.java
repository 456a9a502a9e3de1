/**
 * Looks at the set-up of this machine. {@link io.slmmesh.cli.doctor.Doctor} only reads, and says of
 * each thing whether it is right and what to do if not; {@link io.slmmesh.cli.doctor.Leftovers}
 * removes what dead brokers left, each file only after it was proved that nobody uses it.
 */
@NullMarked
package io.slmmesh.cli.doctor;

import org.jspecify.annotations.NullMarked;
