//! Barriers, fences and heaps beside roads and around building sites.

mod concrete_barrier;
mod cone_row;
mod construction_barrier;
mod guard_rail;
mod hoarding;
mod material_stack;
mod mesh_fence;
mod pavement_railing;
mod row;
mod scaffold;

pub(crate) use concrete_barrier::concrete_barrier;
pub(crate) use cone_row::cone_row;
pub(crate) use construction_barrier::construction_barrier;
pub(crate) use guard_rail::guard_rail;
pub(crate) use hoarding::hoarding;
pub(crate) use material_stack::material_stack;
pub(crate) use mesh_fence::mesh_fence;
pub(crate) use pavement_railing::pavement_railing;
pub(crate) use scaffold::scaffold;
