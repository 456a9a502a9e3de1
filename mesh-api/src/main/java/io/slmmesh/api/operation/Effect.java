package io.slmmesh.api.operation;

/**
 * Whether an operation changes what others can observe. Told to clients as MCP tool annotations.
 */
public enum Effect {
  /** Changes nothing. */
  READ,
  /**
   * Changes the caller's own marks or shared data of the mesh, never files or anything outside the
   * mesh.
   */
  WRITE
}
